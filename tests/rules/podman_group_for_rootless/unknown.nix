{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    extraGroups = [ config.services.mine.group ];
  };
}
