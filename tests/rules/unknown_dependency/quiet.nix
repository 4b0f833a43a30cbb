{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.db = {
      image = "docker.io/library/postgres:17";
      serviceName = "postgres";
    };
    containers.podman-cache.image = "docker.io/library/redis:7";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [
        "db"
        "podman-cache"
      ];
    };
  };
}
