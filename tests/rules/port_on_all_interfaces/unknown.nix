{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "${toString config.services.mine.port}:80" "${config.services.mine.address}:80:80" ];
      };
    };
  };
}
