# sops-nix: where decrypted secrets and rendered templates lie. Written for ocinix.
{ lib, unknown, kit, ... }:
let
  inherit (lib) mkOption types;
  inherit (kit) option text textOrNull flag;
  strings = types.listOf types.str;

  # The group of a file is that of its owner.
  groupOf = config: owner: if owner == null then null else config.users.users.${owner}.group;

  common = config: {
    mode = text "0400";
    # Older versions had "root" here, newer ones leave the owner to `uid`.
    owner = textOrNull (unknown "the default owner depends on the version of sops-nix");
    group = textOrNull (groupOf config.system config.own.owner);
    uid = option (types.nullOr types.int) 0;
    gid = option (types.nullOr types.int) 0;
    restartUnits = option strings [ ];
    reloadUnits = option strings [ ];
  };

  secret =
    system:
    { name, config, ... }:
    {
      freeformType = kit.more;
      options = common { inherit system; own = config; } // {
        name = text name;
        path = text "${if config.neededForUsers then "/run/secrets-for-users" else "/run/secrets"}/${config.name}";
        key = text (if system.sops.defaultSopsKey != null then system.sops.defaultSopsKey else name);
        format = text system.sops.defaultSopsFormat;
        neededForUsers = flag false;
        sopsFile = option types.path system.sops.defaultSopsFile;
        sopsFileHash = text (unknown "the hash of a secrets file is not modelled");
      };
    };

  template =
    system:
    { name, config, ... }:
    {
      freeformType = kit.more;
      options = common { inherit system; own = config; } // {
        name = text name;
        path = text "/run/secrets/rendered/${config.name}";
        content = option types.lines "";
        file = option types.path (unknown "the template lies in the Nix store");
      };
    };

  sops = kit.module "sops-nix" (
    { config, ... }:
    {
      options.sops = {
        secrets = option (types.attrsOf (types.submodule (secret config))) { };
        templates = option (types.attrsOf (types.submodule (template config))) { };
        placeholder = option (types.attrsOf types.unspecified) { };
        defaultSopsFile = mkOption { type = types.path; };
        defaultSopsFormat = text "yaml";
        defaultSopsKey = textOrNull null;
        validateSopsFiles = flag true;
      }
      // lib.genAttrs [
        "age"
        "environment"
        "gnupg"
        "keepGenerations"
        "log"
        "package"
        "useSystemdActivation"
        "useTmpfs"
        "validationPackage"
      ] (_: kit.opaqueOption "sops-nix");
      # Placeholders exist only where a template may use them.
      config.sops.placeholder = lib.mkIf (config.sops.templates != { }) (
        builtins.mapAttrs (
          name: _: lib.mkDefault "<SOPS:${builtins.hashString "sha256" name}:PLACEHOLDER>"
        ) config.sops.secrets
      );
    }
  );
in
{
  outputs = {
    nixosModules = {
      inherit sops;
      default = sops;
    };
    overlays.default = unknown "the overlay of sops-nix is not modelled";
  };
  files = {
    "modules/sops" = sops;
  };
}
