{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27 ";
      log-driver = "journald;true";
    };
    containers.db = {
      image = "docker.io/library/postgres:$TAG";
      login = {
        username = "me";
        registry = "docker.io";
        passwordFile = "/run/my secrets/docker";
      };
    };
  };
}
