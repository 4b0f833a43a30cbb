{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      db.image = "docker.io/library/postgres:17";
      web = {
        image = "docker.io/library/nginx:1.27";
        environment.DB_HOST = "db";
      };
    };
  };
}
