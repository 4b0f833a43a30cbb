{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      short = {
        image = "nginx:1.27";
        labels."io.containers.autoupdate" = "registry";
      };
      digest = {
        image = "docker.io/library/nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000";
        labels."io.containers.autoupdate" = "registry";
      };
    };
  };
  systemd.timers.podman-auto-update.wantedBy = [ "timers.target" ];
}
