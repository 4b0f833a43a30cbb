{ lib, ... }:
{ virtualisation.oci-containers.containers.a = lib.mkMerge [ { image = "x"; capabilities.NET_ADMIN = true; } { capabilities.NET_ADMIN = false; } { capabilities.SYS_TIME = null; } ]; }
