{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
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
