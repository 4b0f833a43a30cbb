# world: open
{ config, ... }:
{
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    ports = [
      "8000-8010:80"
      "9000-${toString config.services.mine.last}:9000"
    ];
  };
}
