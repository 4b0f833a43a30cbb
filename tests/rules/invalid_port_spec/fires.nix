{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "localhost:8080:80"
        "127.0.0.1:80"
        "::1:8081:80"
        "8082:80/http"
        "8083: 80"
        "8084:800000"
        "8085:"
        "1:2:3:4"
      ];
    };
  };
}
