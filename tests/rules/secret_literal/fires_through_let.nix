{ lib, ... }:
let
  password = "correct horse";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environment.POSTGRES_PASSWORD = password;
  };
}
