{ lib, ... }:
let
  limit = size: "--memory ${size}";
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = lib.genAttrs [ "one" "two" ] (_: {
      image = "docker.io/library/nginx:1.27";
      extraOptions = [ (limit "1g") ];
    });
  };
}
