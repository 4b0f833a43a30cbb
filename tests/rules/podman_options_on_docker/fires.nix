{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.sdnotify = "healthy";
    };
    containers.db = {
      image = "docker.io/library/postgres:17";
      podman = { };
    };
  };
}
