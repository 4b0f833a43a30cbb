{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "::1:8080:80"
        "8000-8010:81"
        "target=82,published=8082"
      ];
    };
  };
}
