{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      late = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:vpn" ];
      };
      lost = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:vpnn" ];
      };
      pid = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "late" ];
        extraOptions = [ "--pid=container:vpn" ];
      };
      files = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--volumes-from=data:ro" ];
      };
    };
  };
}
