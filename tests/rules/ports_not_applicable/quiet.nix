{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      host = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
        ports = [ ];
      };
      own = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "web" ];
        ports = [ "127.0.0.1:8080:80" ];
      };
      pasta = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        networks = [ "pasta" ];
        ports = [ "127.0.0.1:8081:80" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
