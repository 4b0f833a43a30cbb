{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  virtualisation.podman.dockerCompat = true;
}
