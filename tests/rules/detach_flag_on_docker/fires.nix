{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      alone = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "-d" ];
      };
      bundled = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--init"
          "-dt"
        ];
      };
      long = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--detach=true" ];
      };
    };
  };
}
