{ lib, ... }:
{
  systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.mapAttrs (_: image: {
    inherit image;
    labels."io.containers.autoupdate" = "registry";
  }) { web = "nginx:1.27"; };
}
