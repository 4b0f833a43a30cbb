{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.sdnotify = "healthy";
        extraOptions = config.services.mine.options;
      };
    };
  };
}
