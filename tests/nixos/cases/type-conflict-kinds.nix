{ lib, ... }:
{ virtualisation.oci-containers.containers.a = lib.mkMerge [ { image = "x"; ports = [ "1:1" ]; } { ports = "2:2"; } ]; }
