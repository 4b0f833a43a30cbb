{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [
          "127.0.0.1:8080:80"
          "8080:81"
        ];
      };
      api = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:9000-9005:9000-9005" ];
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:9003:5432" ];
      };
      late = {
        image = "docker.io/library/nginx:1.27";
        autoStart = false;
        ports = [ "127.0.0.1:9003:80" ];
      };
    };
  };
}
