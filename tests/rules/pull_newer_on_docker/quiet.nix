{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        pull = "always";
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        pull = "newer";
        extraOptions = [ "--pull=missing" ];
      };
    };
  };
}
