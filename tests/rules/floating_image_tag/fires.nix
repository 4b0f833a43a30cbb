{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:latest";
      };
      none = {
        image = "docker.io/library/nginx";
      };
      pull = {
        image = "ghcr.io/a/b:main";
        pull = "newer";
      };
    };
  };
}
