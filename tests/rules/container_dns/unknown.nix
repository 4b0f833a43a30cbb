{ pkgs, ... }:
{
  virtualisation.podman.defaultNetwork.settings = pkgs.hello.settings;
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db.image = "docker.io/library/postgres:17";
      web = {
        image = "docker.io/library/nginx:1.27";
        environment.DB_HOST = "db";
      };
      half = {
        image = "docker.io/library/nginx:1.27";
        networks = [ pkgs.hello.network ];
        environment = {
          DB_HOST = "db";
          OTHER_HOST = pkgs.hello.host;
        };
      };
    };
  };
}
