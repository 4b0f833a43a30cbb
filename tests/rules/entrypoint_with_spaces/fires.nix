{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      worker = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = "celery -A app worker";
      };
      more = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = "sh -c";
        cmd = [ "echo" ];
      };
    };
  };
}
