{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "${config.services.mine.address}:8080:80/http" ];
    };
  };
}
