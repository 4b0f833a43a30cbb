{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        serviceName = config.services.mine.name;
      };
    };
  };
  systemd.services.docker-web.after = [ "x.service" ];
}
