{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "80"
        "8080:80"
        "127.0.0.1:8081:80"
        "127.0.0.1::81"
        "[::1]:8082:80/udp"
        "0.0.0.0:8083-8084:83-84/TCP"
      ];
    };
  };
}
