{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = "/bin/sh";
      };
      json = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = ''["sh", "-c"]'';
      };
      none = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = null;
      };
    };
  };
}
