{ virtualisation.oci-containers.containers.a = { image = "x"; login = { username = "u"; registry = "r"; passwordFile = ./support/plain.env; }; }; }
