let
  after = names: image: {
    inherit image;
    dependsOn = names;
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    db.image = "ghcr.io/immich-app/postgres:17";
    app = after [ "db" ] "docker.io/library/python:3.13";
  };
}
