# agenix-rekey: more options for the secrets of agenix. Written for ocinix.
{ lib, unknown, kit, ... }:
let
  inherit (lib) types;

  secret = {
    freeformType = kit.more;
    options = {
      rekeyFile = kit.option (types.nullOr types.path) null;
      generator = kit.option (types.nullOr types.unspecified) null;
      settings = kit.option (types.nullOr types.unspecified) null;
      intermediary = kit.flag false;
    };
    # The rekeyed file is made by a program outside of Nix.
    config.file = lib.mkDefault (unknown "the file of a rekeyed secret is not modelled");
  };

  module = kit.module "agenix-rekey" {
    options.age.secrets = lib.mkOption { type = types.attrsOf (types.submodule secret); };
  };
in
{
  outputs = {
    nixosModules = {
      default = module;
      agenix-rekey = module;
      agenixRekey = module;
    };
    flakeModule = kit.flakeModule "agenix-rekey";
    flakeModules.default = kit.flakeModule "agenix-rekey";
    configure = _: unknown "what agenix-rekey makes of a flake is not modelled";
    overlays.default = unknown "the overlay of agenix-rekey is not modelled";
  };
  files = { };
}
