# world: open
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.db.image = "docker.io/library/postgres:17";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [
        "podman-db"
        "elsewhere"
      ];
    };
  };
}
