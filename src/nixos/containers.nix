# Containers switch their backend on, and definitions of `docker-containers`, the option's first name, are moved.
# Written for ocinix.
{ lib, config, options, ... }:
let
  cfg = config.virtualisation.oci-containers;

  unset = "not defined";
  old = config.docker-containers;
  moved = lib.mapAttrs (_: c: removeAttrs (c // { extraOptions = c.extraDockerOptions or [ ]; }) [ "extraDockerOptions" ]);
  now = "virtualisation.oci-containers";
in
{
  options.docker-containers = lib.mkOption { visible = false; default = unset; };

  config = lib.mkMerge [
    {
      virtualisation.oci-containers = lib.mkIf (old != unset) { backend = "docker"; containers = moved old; };
      warnings = if old == unset then [ ] else [
        "The option `docker-containers' defined in ${lib.showFiles options.docker-containers.files} has been changed to `${now}' that has a different type. Please read `${now}' documentation and update your configuration accordingly."
      ];
    }
    (lib.mkIf (cfg.containers != { }) (lib.mkMerge [
      (lib.mkIf (cfg.backend == "podman") { virtualisation.podman.enable = true; })
      (lib.mkIf (cfg.backend == "docker") { virtualisation.docker.enable = true; })
    ]))
  ];
}
