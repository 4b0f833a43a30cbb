{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1";
      labels."io.containers.autoupdate" = "registry";
    };
  };
  systemd.services.update.script = "podman auto-update";
}
