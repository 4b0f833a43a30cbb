{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.database.image = "docker.io/library/postgres:17";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [
        "podman-database"
        "database.service"
        "datbase"
        "podman-network-web"
        "something-else"
      ];
    };
  };
  systemd.services.podman-network-web.script = "podman network create --ignore web";
}
