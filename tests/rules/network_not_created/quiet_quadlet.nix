# A module that is modelled nowhere makes them.
{ lib, ... }:
{
  options.virtualisation.quadlet.networks = lib.mkOption { type = lib.types.attrs; };
  config = {
    virtualisation.quadlet.networks.front = { };
    virtualisation.oci-containers = {
      backend = "podman";
      containers.web = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "front" ];
      };
    };
  };
}
