{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      off = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--no-healthcheck"
          "--health-interval=30s"
        ];
      };
    };
  };
}
