# world: open
{
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    ports = [
      "::1:8080:80"
      "8081:80,8443:443"
    ];
  };
}
