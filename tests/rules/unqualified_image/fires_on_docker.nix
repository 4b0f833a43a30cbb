{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "nginx:1.27";
      };
    };
  };
}
