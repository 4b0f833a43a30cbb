{
  virtualisation.oci-containers.containers.half = { ports = [ "80:80" ]; };
  virtualisation.oci-containers.containers.whole.image = "x";
}
