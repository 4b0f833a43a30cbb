{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      extraOptions = [
        "--detach=${config.services.mine.detach}"
        config.services.mine.option
        "-d"
      ];
    };
  };
}
