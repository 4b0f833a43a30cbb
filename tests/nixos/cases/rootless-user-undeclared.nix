{
  virtualisation.oci-containers.containers.job = { image = "job"; podman.user = "nobody-here"; };
}
