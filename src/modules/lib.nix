# Functions of the module system that build modules and options from the native ones.
# Written for ocinix; behaviour as documented for nixpkgs' `lib/modules.nix` and `lib/options.nix`.
lib:
let
  inherit (lib) mkOption mkIf mkMerge mkOverride types setAttrByPath getAttrFromPath concatStringsSep optional;

  dotted = concatStringsSep ".";
  exists = path: set:
    path == [ ] || (builtins.isAttrs set && set ? ${builtins.head path} && exists (builtins.tail path) set.${builtins.head path});

  # Definitions of one option handed on to another with the priority they had. `wrap` stays outside: where the
  # definitions go must be known before they are looked at.
  forward = wrap: option:
    mkIf option.isDefined (wrap (mkMerge (map (mkOverride option.highestPrio) option.definitions)));
in
rec {
  mkEnableOption = name: mkOption {
    default = false;
    example = true;
    description = "Whether to enable ${toString name}.";
    type = types.bool;
  };

  mkAssert = assertion: message: content:
    mkIf (if assertion then true else throw "\nFailed assertion: ${message}") content;
  mkFixStrictness = content: content;
  mkDerivedConfig = option: f: mkIf option.isDefined (mkOverride option.highestPrio (f option.value));
  mkSinkUndeclaredOptions = attrs: mkOption (attrs // { internal = true; visible = false; default = false; });

  mkAliasDefinitions = mkAliasAndWrapDefinitions (x: x);
  mkAliasAndWrapDefinitions = wrap: option: mkAliasIfDef option (wrap (mkMerge option.definitions));
  mkAliasAndWrapDefsWithPriority = forward;
  mkAliasIfDef = option: mkIf option.isDefined;

  setDefaultModuleLocation = file: module: { _file = file; imports = [ module ]; };
  importApply = path: args: { _file = path; imports = [ (import path args) ]; };
  importJSON = path: builtins.fromJSON (builtins.readFile path);

  doRename = { from, to, visible, warn, use, withPriority ? true, condition ? true }:
    { config, options, ... }:
    let
      source = getAttrFromPath from options;
      target = getAttrFromPath to config;
    in
    {
      options = setAttrByPath from (mkOption {
        inherit visible;
        description = "Alias of {option}`${dotted to}`.";
        apply = _: use target;
      } // (if exists (to ++ [ "type" ]) options then { type = (getAttrFromPath to options).type; } else { }));
      config = mkIf condition (mkMerge ([
        (if withPriority
          then forward (setAttrByPath to) source
          else mkAliasIfDef source (setAttrByPath to (mkMerge source.definitions)))
      ] ++ optional warn {
        warnings = optional source.isDefined
          "The option `${dotted from}' defined in ${lib.showFiles source.files} has been renamed to `${dotted to}'.";
      }));
    };

  mkRenamedOptionModule = from: to: doRename { inherit from to; visible = false; warn = true; use = x: x; };
  mkRenamedOptionModuleWith = { from, to, sinceRelease ? 0 }: mkRenamedOptionModule from to;
  mkAliasOptionModule = from: to: doRename { inherit from to; visible = true; warn = false; use = x: x; };
  mkAliasOptionModuleMD = mkAliasOptionModule;

  mkRemovedOptionModule = path: instructions:
    { options, ... }:
    let option = getAttrFromPath path options; in
    {
      options = setAttrByPath path (mkOption {
        visible = false;
        apply = _: throw "The option `${dotted path}' can no longer be used since it's been removed. ${instructions}";
      });
      config.assertions = [{
        assertion = !option.isDefined;
        message = ''
          The option definition `${dotted path}' in ${lib.showFiles option.files} no longer has any effect; please remove it.
          ${instructions}
        '';
      }];
    };

  mkMergedOptionModule = from: to: merge:
    { config, options, ... }:
    {
      options = builtins.foldl' lib.recursiveUpdate { } (map
        (path: setAttrByPath path (mkOption { visible = false; default = "_mkMergedOptionModule"; }))
        from);
      config = {
        warnings = builtins.concatMap
          (path: optional (getAttrFromPath path config != "_mkMergedOptionModule")
            "The option `${dotted path}' defined in ${lib.showFiles (getAttrFromPath path options).files} has been changed to `${dotted to}' that has a different type. Please read `${dotted to}' documentation and update your configuration accordingly.")
          from;
      } // setAttrByPath to (mkMerge (optional
        (builtins.any (path: getAttrFromPath path config != "_mkMergedOptionModule") from)
        (merge config)));
    };

  mkChangedOptionModule = from: to: change: mkMergedOptionModule [ from ] to change;
}
