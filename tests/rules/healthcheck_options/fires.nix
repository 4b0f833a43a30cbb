{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      off = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--no-healthcheck"
          "--health-cmd=true"
        ];
      };
      restart = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=true"
          "--health-on-failure=restart"
          "--health-retries=0"
          "--health-timeout=0s"
        ];
      };
      details = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--health-interval=30s" ];
      };
    };
  };
}
