{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--memmory=512m"
          "--link=db"
          "--frobnicate"
          "-x"
        ];
      };
    };
  };
}
