{ virtualisation.oci-containers.containers.a = { image = "x"; networks = [ null ]; }; }
