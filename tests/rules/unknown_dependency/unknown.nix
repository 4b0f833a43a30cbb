# world: open
{ config, ... }:
{
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    dependsOn = [
      "db"
      config.services.mine.database
    ];
  };
}
