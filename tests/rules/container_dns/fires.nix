{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db.image = "docker.io/library/postgres:17";
      own = {
        image = "docker.io/library/redis:7";
        networks = [ "cache" ];
      };
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          DB_HOST = "db";
          DATABASE_URL = "postgres://app@db:5432/app";
          REDIS = "own:6379";
        };
      };
    };
  };
  systemd.services.cache.script = "podman network create cache";
}
