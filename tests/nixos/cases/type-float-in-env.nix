{ virtualisation.oci-containers.containers.a = { image = "x"; environment.RATIO = 0.5; }; }
