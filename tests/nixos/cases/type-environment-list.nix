{ virtualisation.oci-containers.containers.a = { image = "x"; environment = [ "A=b" ]; }; }
