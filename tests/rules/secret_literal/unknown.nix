{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment.DB_PASSWORD = config.services.mine.password;
      };
    };
  };
}
