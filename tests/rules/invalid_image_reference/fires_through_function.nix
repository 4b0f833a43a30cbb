{ lib, pkgs, ... }:
let
  app = owner: name: { image = "ghcr.io/${owner}/${name}:${pkgs.hello.version}"; };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = lib.mkIf true (app "Example" "web");
}
