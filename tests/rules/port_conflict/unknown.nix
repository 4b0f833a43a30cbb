{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "${toString config.services.mine.port}:80" "127.0.0.1:8080:80" ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        networks = [ config.services.mine.network ];
        ports = [ "${config.services.mine.address}:8080:80" ];
      };
    };
  };
}
