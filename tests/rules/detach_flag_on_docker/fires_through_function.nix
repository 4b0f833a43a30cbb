{ lib, ... }:
let
  common = [
    "--init"
    "--detach"
  ];
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = lib.genAttrs [ "one" "two" ] (name: {
      image = "docker.io/library/nginx:1.27";
      extraOptions = common ++ [ "--label=name=${name}" ];
    });
  };
}
