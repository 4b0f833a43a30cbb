{ virtualisation.oci-containers.containers.a = { image = "x"; login = "me"; }; }
