{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      host = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
        ports = [ "127.0.0.1:8080:80" ];
      };
      none = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--network=none" ];
        ports = [ "127.0.0.1:8081:80" ];
      };
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      shared = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
        networks = [ "container:vpn" ];
        ports = [ "127.0.0.1:8082:80" ];
      };
    };
  };
}
