{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      nginx = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  services.nginx.enable = config.services.mine.enable;
}
