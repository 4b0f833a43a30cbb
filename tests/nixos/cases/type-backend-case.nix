{ virtualisation.oci-containers.backend = "Podman"; virtualisation.oci-containers.containers.a.image = "x"; }
