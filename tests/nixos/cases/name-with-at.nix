{
  virtualisation.oci-containers.containers."inst@1" = { image = "x"; };
  virtualisation.oci-containers.containers."back\\slash" = { image = "x"; };
}
