{ lib, ... }:
let
  app = name: needs: {
    ${name} = {
      image = "ghcr.io/example/${name}:1";
      dependsOn = map (n: "${name}-${n}") needs;
    };
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.mkMerge [
    (app "shop" [ "db" "redis" ])
    { shop-db.image = "docker.io/library/postgres:17"; }
  ];
}
