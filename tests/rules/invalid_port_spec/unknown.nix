{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "${config.services.mine.address}:8080:80"
        "${toString config.services.mine.port}:80"
        "127.0.0.1:${toString config.services.mine.port}"
      ];
    };
  };
}
