{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--${config.services.mine.option} x"
          "--memory 1g"
        ];
      };
    };
  };
}
