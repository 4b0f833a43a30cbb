{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "journald";
      };
      pass = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "passthrough";
      };
      last = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "local";
        extraOptions = [ "--log-driver=journald" ];
      };
    };
  };
}
