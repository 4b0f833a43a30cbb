{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        capabilities.NET_ADMIN = config.services.mine.enable;
        extraOptions = [
          "--cap-add=${config.services.mine.capability}"
        ];
      };
    };
  };
}
