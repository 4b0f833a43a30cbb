{
  virtualisation.oci-containers.containers."my app".image = "x";
}
