# agenix, and ragenix that passes its module on: where decrypted secrets lie. Written for ocinix.
{ lib, unknown, kit, ... }:
let
  inherit (lib) mkOption types;
  inherit (kit) option text flag;

  secret =
    system:
    { name, config, ... }:
    {
      freeformType = kit.more;
      options = {
        name = text name;
        file = mkOption { type = types.path; };
        path = text "${system.age.secretsDir}/${config.name}";
        mode = text "0400";
        owner = text "0";
        group = text (system.users.users.${config.owner}.group or "0");
        symlink = flag true;
      };
    };

  age = kit.module "agenix" (
    { config, ... }:
    {
      options.age = {
        secrets = option (types.attrsOf (types.submodule (secret config))) { };
        secretsDir = option types.path "/run/agenix";
        identityPaths = option (types.listOf types.unspecified) (unknown "the default keys are those of the SSH server");
        ageBin = kit.opaqueOption "agenix";
        secretsMountPoint = text "/run/agenix.d";
      };
    }
  );
in
{
  outputs = {
    nixosModules = {
      inherit age;
      default = age;
    };
    overlays.default = unknown "the overlay of agenix is not modelled";
  };
  files = {
    "modules/age.nix" = age;
  };
}
