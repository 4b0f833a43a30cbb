{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      name = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
        networks = [ "container:vpn" ];
        hostname = "x";
      };
      twice = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "web" ];
        extraOptions = [ "--network" "web" ];
      };
    };
  };
}
