# Rootless: the account `photos` owns these containers, and nothing in them is root on the machine.
{ config, lib, ... }:

let
  version = "v2.1.0";
  photos = name: extra: {
    image = "ghcr.io/immich-app/${name}:${version}";
    podman = {
      user = "photos";
      sdnotify = "healthy";
    };
    environment = {
      TZ = config.time.timeZone;
      DB_HOSTNAME = "host.containers.internal";
    };
    environmentFiles = [ "/run/secrets/immich.env" ];
    extraOptions = [ "--health-cmd=immich-healthcheck" ];
  } // extra;
in
{
  virtualisation.oci-containers.containers = {
    immich = photos "immich-server" {
      ports = [ "127.0.0.1:2283:2283" ];
      volumes = [ "${config.users.users.photos.home}/library:/data" ];
      dependsOn = [ "immich-ml" ];
    };
    immich-ml = photos "immich-machine-learning" {
      volumes = [ "immich-models:/cache" ];
    };
  };

  systemd.services = {
    podman-immich.serviceConfig = {
      MemoryMax = "4G";
      TimeoutStartSec = lib.mkForce 300;
    };
    # The first start fetches the models.
    podman-immich-ml.serviceConfig.TimeoutStartSec = lib.mkForce 900;
  };
}
