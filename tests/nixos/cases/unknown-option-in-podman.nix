{ virtualisation.oci-containers.containers.a = { image = "x"; podman = { user = "root"; sd-notify = "healthy"; }; }; }
