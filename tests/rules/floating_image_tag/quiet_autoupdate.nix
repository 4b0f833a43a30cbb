# What floats here is meant to.
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:latest";
      labels."io.containers.autoupdate" = "registry";
    };
  };
}
