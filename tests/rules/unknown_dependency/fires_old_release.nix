# nixos: 25.05
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.db = {
      image = "docker.io/library/postgres:17";
      serviceName = "postgres";
    };
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [
        "db"
        "podman-db"
      ];
    };
  };
}
