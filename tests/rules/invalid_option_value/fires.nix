{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      environment.PORT = 8080;
      labels.enable = true;
      ports = [ 8080 ];
    };
    containers.db = { };
  };
}
