{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [
        "8080:80,8443:443"
        "[::1]:80"
      ];
    };
  };
}
