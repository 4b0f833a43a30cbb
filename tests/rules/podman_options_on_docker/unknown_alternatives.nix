# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = lib.mkIf config.services.mine.docker "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman = lib.mkIf (!config.services.mine.docker) { sdnotify = "healthy"; };
    };
  };
}
