{ config, lib, ... }:
let
  publish = address: port: "${address}:${toString port}:80";
in
{
  options.my.address = lib.mkOption {
    type = lib.types.str;
    default = "nas.lan";
  };
  config.virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ (publish config.my.address 8080) ];
    };
  };
}
