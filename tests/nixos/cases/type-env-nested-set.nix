{ virtualisation.oci-containers.containers.a = { image = "x"; environment.DB.HOST = "h"; }; }
