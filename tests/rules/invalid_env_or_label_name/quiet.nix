{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          LOG_LEVEL = "info";
          lower = "x";
        };
        labels."traefik.http.routers.web-1" = "x";
      };
    };
  };
}
