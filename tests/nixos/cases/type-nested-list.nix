{ virtualisation.oci-containers.containers.a = { image = "x"; cmd = [ "a" [ "b" ] ]; }; }
