{
  virtualisation.oci-containers.containers.t = { image = "t"; imageFile = ./support/plain.env; };
}
