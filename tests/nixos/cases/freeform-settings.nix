{ lib, config, ... }:
{
  options.app = lib.mkOption {
    type = lib.types.submodule {
      freeformType = lib.types.attrsOf (lib.types.either lib.types.str lib.types.int);
      options.LEVEL = lib.mkOption { type = lib.types.enum [ "info" "debug" ]; default = "info"; };
    };
    default = { };
  };
  config = {
    app = { WORKERS = 3; NAME = "x y"; };
    virtualisation.oci-containers.containers.app = { image = "app"; environment = lib.mapAttrs (_: toString) config.app; };
  };
}
