{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = lib.genAttrs [ "one" "two" ] (_: {
      image = "docker.io/library/nginx:1.27";
      ports = [ "127.0.0.1:8080:80" ];
    });
  };
}
