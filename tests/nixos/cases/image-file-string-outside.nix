{
  virtualisation.oci-containers.containers.t = { image = "t"; imageFile = "/srv/images/t.tar.gz"; };
}
