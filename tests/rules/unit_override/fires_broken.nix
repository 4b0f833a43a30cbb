{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  systemd.services.podman-web.serviceConfig = {
    User = lib.mkForce "web";
  };
}
