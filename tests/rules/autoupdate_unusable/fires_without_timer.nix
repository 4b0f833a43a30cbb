{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        labels."io.containers.autoupdate" = "registry";
      };
    };
  };
}
