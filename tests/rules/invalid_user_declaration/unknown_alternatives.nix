# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    podman.user = "web";
  };
  users.users.web = {
    isNormalUser = lib.mkIf config.services.mine.login true;
    isSystemUser = lib.mkIf (!config.services.mine.login) true;
  };
}
