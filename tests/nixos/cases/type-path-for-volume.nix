{ virtualisation.oci-containers.containers.a = { image = "x"; volumes = [ ./support/plain.env ]; }; }
