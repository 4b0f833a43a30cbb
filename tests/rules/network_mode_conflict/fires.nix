{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      mixed = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" "web" ];
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "web" ];
        extraOptions = [ "--network=none" ];
      };
      pasta = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "pasta" ];
      };
      ip = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "a" "b" ];
        extraOptions = [ "--ip=10.0.0.2" ];
      };
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      dns = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
        networks = [ "container:vpn" ];
        extraOptions = [ "--dns=1.1.1.1" ];
      };
    };
  };
}
