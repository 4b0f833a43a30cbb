{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
        networks = [ "container:vpn" ];
      };
      id = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:0123456789abcdef" ];
      };
      pid = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--pid=host" ];
      };
    };
  };
}
