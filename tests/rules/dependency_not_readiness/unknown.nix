{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db = {
        image = "docker.io/library/postgres:17";
        extraOptions = config.services.mine.options;
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "db" config.services.mine.name ];
      };
    };
  };
}
