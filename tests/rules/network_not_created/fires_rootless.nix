{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
      networks = [ "front" ];
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    autoSubUidGidRange = true;
  };
  systemd.services.front = {
    serviceConfig.Type = "oneshot";
    script = "${pkgs.podman}/bin/podman network create --ignore front";
  };
}
