{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=true"
          "--health-on-failure=kill"
          "--health-retries=3"
          "--health-interval=disable"
        ];
      };
      off = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--no-healthcheck"
          "--health-interval=30s"
        ];
      };
      none = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--no-healthcheck=false"
          "--health-cmd=true"
        ];
      };
    };
  };
}
