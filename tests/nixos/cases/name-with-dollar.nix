{
  virtualisation.oci-containers.containers."pay$roll".image = "x";
  virtualisation.oci-containers.containers."a;b".image = "x";
}
