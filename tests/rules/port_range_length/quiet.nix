{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "8000-8010:80"
        "9000-9001:9000-9001"
        "6000-6000:6000-6000"
      ];
    };
  };
}
