{
  virtualisation.oci-containers.containers.a.image = "x";
  virtualisation.oci-containers.containers.b.image = "y";
  virtualisation.oci-containers.containers.a.image = "z";
}
