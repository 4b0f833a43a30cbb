{ virtualisation.oci-containers.containers.a = { image = "x"; ports = [ "1:1" { hostPort = 80; } ]; }; }
