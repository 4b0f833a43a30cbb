{ virtualisation.oci-containers.containers.a = { image = "x"; podman.sdnotify = "ready"; }; }
