{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        pull = "newer";
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--pull=newer" ];
      };
      two = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--pull" "newer" ];
      };
    };
  };
}
