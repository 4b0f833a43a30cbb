{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        privileged = config.services.mine.enable;
        capabilities.SYS_ADMIN = config.services.mine.enable;
      };
    };
  };
}
