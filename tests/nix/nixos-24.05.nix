# The shape that nixpkgs' module had in 24.05, as far as it matters here: fewer options, and units without notification.
{ config, lib, pkgs, modulesPath, ... }:
let
  cfg = config.virtualisation.oci-containers;
  text = lib.mkOption { type = lib.types.str; };
  list = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  set = lib.mkOption { type = lib.types.attrsOf lib.types.str; default = { }; };
in
{
  key = "${modulesPath}/virtualisation/oci-containers.nix";
  options.virtualisation.oci-containers = {
    backend = lib.mkOption { type = lib.types.enum [ "podman" "docker" ]; default = "docker"; };
    containers = lib.mkOption {
      default = { };
      type = lib.types.attrsOf (lib.types.submodule {
        options = { image = text; cmd = list; dependsOn = list; extraOptions = list; ports = list; volumes = list; environment = set; labels = set; };
      });
    };
  };
  config.systemd.services = lib.mapAttrs' (name: c: lib.nameValuePair "${cfg.backend}-${name}" {
    script = "exec ${cfg.backend} run --name=${name} ${c.image}";
    serviceConfig.Type = "simple";
  }) cfg.containers;
}
