{ lib, ... }:
let
  health = { config, ... }: {
    options.healthcheck = {
      command = lib.mkOption { type = lib.types.nullOr lib.types.str; default = null; };
      interval = lib.mkOption { type = lib.types.ints.positive; default = 30; };
    };
    config.extraOptions = lib.mkIf (config.healthcheck.command != null) [
      "--health-cmd=${config.healthcheck.command}"
      "--health-interval=${toString config.healthcheck.interval}s"
    ];
  };
in
{
  options.virtualisation.oci-containers.containers = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule { imports = [ health ]; });
  };
  config.virtualisation.oci-containers.containers = {
    web = { image = "w"; healthcheck.command = "curl -f localhost"; extraOptions = [ "--init" ]; };
    db = { image = "d"; healthcheck = { command = "pg_isready"; interval = 5; }; };
    none.image = "n";
  };
}
