{ lib, ... }:
{ virtualisation.oci-containers.containers.a = lib.mkMerge [ { image = "x"; workdir = "/a"; } { workdir = "/b"; } ]; }
