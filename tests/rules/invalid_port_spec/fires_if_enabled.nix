# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = lib.mkIf config.services.mine.enable {
    image = "docker.io/library/nginx:1.27";
    ports = [ "localhost:8080:80" ];
  };
}
