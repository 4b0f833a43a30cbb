{ lib, ... }:
{
  services.postgresql.enable = true;
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.genAttrs [ "postgresql" ] (_: {
    image = "docker.io/library/postgres:17";
  });
}
