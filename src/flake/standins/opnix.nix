# opnix: where secrets from 1Password lie. Written for ocinix.
{ lib, unknown, kit, ... }:
let
  inherit (lib) types;
  inherit (kit) option text textOrNull flag;

  secret = {
    freeformType = kit.more;
    options = {
      reference = lib.mkOption { type = types.str; };
      path = textOrNull null;
      owner = text "root";
      group = text "root";
      mode = text "0600";
      services = option types.unspecified [ ];
      symlinks = option (types.listOf types.str) [ ];
      variables = option (types.attrsOf types.str) { };
    };
  };

  settings =
    { config, ... }:
    {
      freeformType = kit.more;
      options = {
        enable = flag false;
        tokenFile = option types.path "/etc/opnix-token";
        outputDir = text "/var/lib/opnix/secrets";
        users = option (types.listOf types.str) [ ];
        secrets = option (types.attrsOf (types.submodule secret)) { };
        secretPaths = option (types.attrsOf types.str) { };
      };
      config.secretPaths = lib.mkIf config.enable (
        builtins.mapAttrs (name: s: if s.path == null then "${config.outputDir}/${name}" else s.path) config.secrets
      );
    };

  module = kit.module "opnix" {
    options.services.onepassword-secrets = option (types.submodule settings) { };
  };
in
{
  outputs = {
    nixosModules.default = module;
    overlays.default = unknown "the overlay of opnix is not modelled";
  };
  files = {
    "nix/module.nix" = module;
  };
}
