{ lib, ... }:
{ virtualisation.oci-containers.containers.a = lib.mkMerge [ { image = "x"; serviceName = "one"; } { serviceName = "two"; } ]; }
