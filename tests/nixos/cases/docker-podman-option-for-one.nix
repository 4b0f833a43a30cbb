{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.a = { image = "x"; podman.user = "root"; };
  virtualisation.oci-containers.containers.b.image = "y";
}
