{ lib, ... }:
let
  behind = vpn: image: {
    inherit image;
    extraOptions = [ "--network=container:${vpn}" ];
  };
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers = {
    vpn.image = "docker.io/qmcgaw/gluetun:v3.40";
    app = behind "vpn" "docker.io/library/nginx:1.27";
  };
}
