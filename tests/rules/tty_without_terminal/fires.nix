{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      both = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "-it" ];
      };
      apart = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--tty"
          "--interactive"
        ];
      };
    };
  };
}
