# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = lib.mkIf config.services.mine.rootless "web";
    };
  };
  users.users.web.linger = false;
}
