{ virtualisation.oci-container.containers.a.image = "x"; }
