{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      root = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:80:80" ];
      };
      host = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        extraOptions = [ "--network=host" "-p" "127.0.0.1:81:81" ];
      };
      high = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        ports = [ "127.0.0.1:8080:80" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
