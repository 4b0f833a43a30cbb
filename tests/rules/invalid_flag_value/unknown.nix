{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--memory=${config.services.mine.memory}"
          "--health-interval=${toString config.services.mine.seconds}"
        ];
      };
    };
  };
}
