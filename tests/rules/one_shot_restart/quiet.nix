# nixos: 25.11
{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      job = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "migrate" ];
      };
    };
  };
  systemd.services.podman-job.serviceConfig.Restart = lib.mkForce "no";
}
