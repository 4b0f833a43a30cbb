{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      nginx = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  services.nginx.enable = true;
}
