{ virtualisation.oci-containers.containers.a = { image = "x"; volumes = "/a:/b"; }; }
