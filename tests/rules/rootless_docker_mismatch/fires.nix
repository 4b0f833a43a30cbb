{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  virtualisation.docker.rootless.enable = true;
}
