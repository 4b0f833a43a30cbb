{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          DB_PASSWORD = "s3cr3t-horse";
          API_KEY = "changeme";
          DATABASE_URL = "postgres://u:hunter2@db/x";
        };
        extraOptions = [ "--env=AUTH_TOKEN=abcdef" ];
      };
    };
  };
}
