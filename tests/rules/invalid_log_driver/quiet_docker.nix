{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "local";
      };
      plugin = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "grafana/loki-docker-driver:latest";
      };
    };
  };
}
