{ virtualisation.oci-containers.containers.a = { image = "x"; privileged = "yes"; }; }
