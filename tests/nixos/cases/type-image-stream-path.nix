{ virtualisation.oci-containers.containers.a = { image = "x"; imageStream = ./support/plain.env; }; }
