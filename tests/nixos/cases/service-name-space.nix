{
  virtualisation.oci-containers.containers.db = { image = "postgres:16"; serviceName = "the database"; };
}
