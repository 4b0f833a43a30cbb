{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.sdnotify = "healthy";
        extraOptions = [ "--health-cmd=true" ];
      };
      conmon = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  systemd.services.podman-web.serviceConfig.TimeoutStartSec = lib.mkForce 300;
}
