{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [
          "127.0.0.1:8080:80"
          "127.0.0.1:8080:80/udp"
          "127.0.0.2:8080:80"
          "[::1]:8080:80"
        ];
      };
      host = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
        extraOptions = [ "--publish=127.0.0.1:8080:80" ];
      };
      same = {
        image = "docker.io/library/nginx:1.27";
        ports = [
          "127.0.0.1:8081:80"
          "127.0.0.1:8081:80"
        ];
      };
      random = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "80" "80" ];
      };
    };
  };
}
