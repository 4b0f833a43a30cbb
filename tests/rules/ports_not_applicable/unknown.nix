{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        networks = [ config.services.mine.network ];
        ports = [ "127.0.0.1:8080:80" ];
      };
    };
  };
}
