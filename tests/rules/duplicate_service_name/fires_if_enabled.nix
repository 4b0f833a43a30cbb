# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      serviceName = "app";
    };
    containers.api = lib.mkIf config.services.mine.enable {
      image = "docker.io/library/httpd:2.4";
      serviceName = "app";
    };
  };
}
