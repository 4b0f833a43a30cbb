{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      app = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  systemd.services.other = {
    script = "exec sleep 5";
    serviceConfig.RuntimeDirectory = "app app/cache";
  };
}
