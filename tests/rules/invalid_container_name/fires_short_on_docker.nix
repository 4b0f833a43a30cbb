{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.x.image = "docker.io/library/nginx:1.27";
  };
}
