{ lib, ... }:
{
  imports = [
    (lib.mkAliasOptionModule [ "boxes" ] [ "virtualisation" "oci-containers" "containers" ])
    (lib.mkRenamedOptionModule [ "my" "engine" ] [ "virtualisation" "oci-containers" "backend" ])
  ];
  boxes.web.image = "w";
  my.engine = "docker";
  virtualisation.oci-containers.containers.db.image = "d";
}
