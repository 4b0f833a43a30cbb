{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        labels."io.containers.autoupdate" = "registry";
      };
      off = {
        image = "nginx:1.27";
        labels."io.containers.autoupdate" = "disabled";
      };
    };
  };
  systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
}
