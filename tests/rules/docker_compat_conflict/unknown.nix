{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  virtualisation.podman.enable = true;
  virtualisation.podman.dockerCompat = config.services.mine.enable;
}
