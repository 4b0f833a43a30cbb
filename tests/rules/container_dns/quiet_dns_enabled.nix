{
  virtualisation.podman.defaultNetwork.settings.dns_enabled = true;
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db.image = "docker.io/library/postgres:17";
      web = {
        image = "docker.io/library/nginx:1.27";
        environment.DB_HOST = "db";
      };
    };
  };
}
