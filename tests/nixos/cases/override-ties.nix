{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = lib.mkMerge [
    { image = lib.mkOverride 90 "x"; hostname = lib.mkForce "h"; }
    { image = lib.mkOverride 90 "x"; hostname = lib.mkForce "h"; }
    { image = "loses"; environment = lib.mkForce { A = "1"; }; }
    { environment = lib.mkForce { B = "2"; }; }
    { environment.C = "3"; }
  ];
}
