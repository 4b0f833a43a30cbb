{ lib, ... }:
{ virtualisation.oci-containers.containers.a = lib.mkMerge [ { image = "x"; pull = "always"; } { pull = "never"; } ]; }
