{ virtualisation.oci-containers.containers.a = { image = "x"; labels = [ "a=b" ]; }; }
