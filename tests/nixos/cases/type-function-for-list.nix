{ virtualisation.oci-containers.containers.a = { image = "x"; ports = p: [ "1:1" ]; }; }
