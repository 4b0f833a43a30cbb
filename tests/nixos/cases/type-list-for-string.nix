{ virtualisation.oci-containers.containers.a = { image = "x"; hostname = [ "h" ]; }; }
