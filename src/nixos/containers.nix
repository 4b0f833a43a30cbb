# Containers switch their backend on. Written for ocinix.
{ lib, config, ... }:
let
  cfg = config.virtualisation.oci-containers;
in
{
  config = lib.mkIf (cfg.containers != { }) (lib.mkMerge [
    (lib.mkIf (cfg.backend == "podman") { virtualisation.podman.enable = true; })
    (lib.mkIf (cfg.backend == "docker") { virtualisation.docker.enable = true; })
  ]);
}
