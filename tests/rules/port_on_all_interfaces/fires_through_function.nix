{ config, lib, ... }:
{
  options.my.port = lib.mkOption { default = 8080; };
  config.virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "${toString config.my.port}:80" ];
    };
  };
}
