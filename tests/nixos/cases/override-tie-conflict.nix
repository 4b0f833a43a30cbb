{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = lib.mkMerge [
    { image = lib.mkForce "x"; }
    { image = lib.mkForce "y"; }
  ];
}
