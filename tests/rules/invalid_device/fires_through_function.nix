{ lib, ... }:
let
  usb = n: "/dev/ttyUSB${toString n}:/dev/tty:rr";
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    devices = map usb [ 0 ];
  };
}
