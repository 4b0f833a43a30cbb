{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db = {
        image = "docker.io/library/postgres:17";
        networks = [ "app" ];
        environment.POSTGRES_USER = "web";
      };
      web = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "app" "front" ];
        environment.DB_HOST = "db";
      };
      lan.image = "docker.io/library/nginx:1.27";
      extra.image = "docker.io/library/nginx:1.27";
      given = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--add-host=db:10.0.0.1" ];
        environment.DB_HOST = "db";
      };
      hosts = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          A_HOST = "lan";
          B_HOST = "extra";
          SELF_URL = "http://hosts:80";
          OTHER_HOST = "db.example.org";
        };
      };
      shared = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "lan" ];
        networks = [ "container:lan" ];
        environment.DB_HOST = "extra";
      };
    };
  };
  networking.hosts."10.0.0.2" = [ "lan" ];
  networking.extraHosts = "10.0.0.3 extra";
  systemd.services.net.script = "podman network create app; podman network create front";
}
