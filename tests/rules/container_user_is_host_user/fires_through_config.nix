{ config, ... }:
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    user = config.users.users.app.name;
  };
  users.users.app = {
    isNormalUser = true;
    uid = 2000;
  };
}
