{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ config.services.mine.volume "/srv/a:/a" ];
      };
    };
  };
}
