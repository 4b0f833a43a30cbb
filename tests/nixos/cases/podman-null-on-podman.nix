{
  virtualisation.oci-containers.containers.a = { image = "x"; podman = null; };
}
