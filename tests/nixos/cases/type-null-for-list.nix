{ virtualisation.oci-containers.containers.a = { image = "x"; ports = null; }; }
