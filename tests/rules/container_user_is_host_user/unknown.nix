{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        user = config.services.mine.user;
      };
    };
  };
  users.users.app = {
    isNormalUser = true;
    uid = 2000;
  };
}
