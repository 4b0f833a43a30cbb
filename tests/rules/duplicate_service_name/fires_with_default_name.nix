let
  unit = name: "podman-${name}";
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.db.image = "docker.io/library/postgres:17";
    containers.database = {
      image = "docker.io/library/postgres:16";
      serviceName = unit "db";
    };
  };
}
