{ lib, ... }:
let
  upper = lib.mapAttrs' (n: v: lib.nameValuePair "APP ${n}" v);
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environment = upper { level = "info"; };
  };
}
