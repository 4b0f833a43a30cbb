# The options of the NixOS module, the same in both modes.
{ lib, ... }:
{
  options.ocinix.units = {
    file = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = lib.literalExpression "./units.json";
      description = "What `ocinix units` printed for this configuration: unit JSON, or with a name that ends in `.nix` what it prints with `--format nix`.";
    };
    expression = lib.mkOption {
      type = lib.types.raw;
      default = null;
      example = lib.literalExpression ''
        builtins.exec [ "ocinix" "units" "--format" "nix" (toString ./.) ]
      '';
      description = "Instead of a file, the value of what `ocinix units --format nix` prints. `builtins.exec` makes it during evaluation where `allow-unsafe-native-code-during-evaluation` is on; so does `import` of a derivation that runs ocinix.";
    };
    host = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      description = "The host in the document; may be left out when it has only one.";
    };
  };
}
