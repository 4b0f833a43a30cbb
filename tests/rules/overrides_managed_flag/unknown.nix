{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--name=${config.services.mine.name}"
          "--sdnotify=${config.services.mine.mode}"
        ];
      };
    };
  };
}
