# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    podman = lib.mkIf config.services.mine.enable { sdnotify = "healthy"; };
  };
}
