{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "8000-8010:80"
        "9000-9001:9000-9002"
        "7001-7000:7000-7001"
        "6000-6000:6000-6000"
      ];
    };
  };
}
