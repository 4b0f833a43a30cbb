{ lib, ... }:
let
  app = net: { image = "docker.io/library/nginx:1.27"; networks = [ net ]; };
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers = lib.genAttrs [ "one" "two" "three" ] (_: app "apps");
}
