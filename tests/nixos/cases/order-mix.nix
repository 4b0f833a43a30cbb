{ lib, ... }:
{
  imports = [
    { virtualisation.oci-containers.containers.a.extraOptions = lib.mkOrder 900 [ "--nine" ]; }
    { virtualisation.oci-containers.containers.a.extraOptions = lib.mkBefore [ "--first" "--second" ]; }
    { virtualisation.oci-containers.containers.a.extraOptions = lib.mkMerge [ (lib.mkAfter [ "--last" ]) [ "--plain" ] (lib.mkOrder 1 [ "--very-first" ]) ]; }
  ];
  virtualisation.oci-containers.containers.a = { image = "x"; extraOptions = [ "--main" ]; };
}
