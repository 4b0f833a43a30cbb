{ lib, ... }:
let
  variables = names: lib.genAttrs names (name: "\${${name}}");
in
{
  virtualisation.oci-containers.containers.db = {
    image = "docker.io/library/postgres:17";
    environment = variables [ "DB_PASSWORD" ];
  };
}
