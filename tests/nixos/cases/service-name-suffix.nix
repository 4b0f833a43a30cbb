{
  virtualisation.oci-containers.containers.db = { image = "postgres:16"; serviceName = "database.service"; };
  virtualisation.oci-containers.containers.app = { image = "app"; dependsOn = [ "db" ]; };
}
