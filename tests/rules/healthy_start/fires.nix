{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      none = {
        image = "docker.io/library/nginx:1.27";
        podman.sdnotify = "healthy";
      };
      off = {
        image = "docker.io/library/nginx:1.27";
        podman.sdnotify = "healthy";
        extraOptions = [ "--no-healthcheck" ];
      };
      long = {
        image = "docker.io/library/nginx:1.27";
        podman.sdnotify = "healthy";
        extraOptions = [ "--health-cmd=true" ];
      };
    };
  };
}
