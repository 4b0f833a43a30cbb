{ lib, ... }:
let
  ghcr = path: "ghcr.io/${path}:latest";
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web.image = ghcr "a/b";
}
