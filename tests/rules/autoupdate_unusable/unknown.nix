{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = config.services.mine.image;
        labels."io.containers.autoupdate" = "registry";
      };
    };
  };
  systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
}
