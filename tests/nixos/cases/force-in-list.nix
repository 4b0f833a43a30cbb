{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = { image = "x"; ports = [ "1:1" (lib.mkForce "2:2") ]; };
}
