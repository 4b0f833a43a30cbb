{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:${config.services.mine.version}";
      };
      b = {
        image = "${config.services.mine.image}";
      };
    };
  };
}
