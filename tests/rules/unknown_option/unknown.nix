# Neither the name of the container nor what else it may hold is known.
{ config, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.${config.services.mine.name} = lib.mkMerge [
      config.services.mine.defaults
      { image = "docker.io/library/nginx:1.27"; }
    ];
  };
}
