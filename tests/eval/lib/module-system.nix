{ lib }:
let
  inherit (lib) mkOption types;
  config = modules: (lib.evalModules { inherit modules; }).config;
  value = type: defs: (config ([ { options.v = mkOption { inherit type; }; } ] ++ map (v: { inherit v; }) defs)).v;
  fails = v: !(builtins.tryEval (builtins.deepSeq v v)).success;
  nested = { options.set.port = mkOption { default = 80; }; };
  keyed = key: content: { inherit key; } // content;
in
{
  freeformReachesNestedSets = config [
    nested
    { freeformType = types.attrsOf types.anything; }
    { set.other = "x"; more.deep = 1; }
  ];
  severalFreeformTypes =
    let
      of = name: types.attrsOf (types.submodule { options.${name} = mkOption { default = name; }; });
    in
    config [ { _module.freeformType = lib.mkMerge [ (of "a") (of "b") ]; } { x.a = 1; } ];
  unchecked = config [ nested { _module.check = false; } { nobody.knows = 1; } ];
  metaIsPlainInShorthand = config [ { options.meta.who = mkOption { }; } { meta.who = "me"; } ];
  askingForOptions = map (more: config ([ ({ options, ... }: {
    config.set = { port = if options ? set.host then 1 else 2; } // lib.optionalAttrs (options ? set.host) { host = "h"; };
  }) nested ] ++ more)) [ [ ] [ { options.set.host = mkOption { }; } ] ];
  disabledWithWhatTheyImport =
    let
      leaf = keyed "leaf" { options.enable = mkOption { default = false; }; };
      one = keyed "one" { imports = [ leaf ]; };
      two = keyed "two" { imports = [ leaf ]; };
      with' = disabledModules: config [ { imports = [ one two ]; inherit disabledModules; } ];
    in
    map with' [ [ ] [ one ] [ two ] [ one two ] [ { key = "leaf"; } ] ];
  lazyAttributesWithoutDefinition = {
    submodule = value (types.lazyAttrsOf (types.submodule { options.d = mkOption { default = 3; }; })) [ { a = lib.mkIf false { }; } ];
    unique = value (types.lazyAttrsOf (types.uniq (types.listOf types.int))) [ { a = lib.mkIf false [ ]; } ];
  };
  functionsOfAnything = (value types.anything [ (x: { a = x; }) (x: { b = x; }) ]) 7;
  tagsOfTwoDeclarations = config [
    { options.v = mkOption { type = types.attrsOf (types.attrTag { a = mkOption { type = types.int; }; e = mkOption { type = types.enum [ "x" ]; }; }); }; }
    { options.v = mkOption { type = types.attrsOf (types.attrTag { b = mkOption { type = types.str; }; e = mkOption { type = types.enum [ "y" ]; }; }); }; }
    { v = { one.a = 1; two.b = "2"; three.e = "x"; four.e = "y"; }; }
  ];
  rawOnce = fails (value types.raw [ 1 1 ]);
  typesPutTogether =
    let
      ty = value types.optionType [ (types.submodule { options.a = mkOption { default = 1; }; }) (types.submodule { options.b = mkOption { default = 2; }; }) ];
    in
    value ty [ { a = 5; } ];
  typeOfModules =
    let
      ty = (lib.evalModules { modules = [ { options.inner = mkOption { default = 1; }; } ]; }).type;
    in
    value ty [ { inner = 2; } ];
  aboutOptions =
    let
      o = (lib.evalModules {
        modules = [ { options.o = mkOption { type = types.int; description = "words"; example = 5; internal = true; }; } { o = 1; } ];
      }).options.o;
    in
    { inherit (o) description example internal value isDefined loc; };
  arguments = config [ ({ moduleType, extendModules, specialArgs, ... }: {
    options.seen = mkOption { default = [ moduleType.name (builtins.isFunction extendModules) specialArgs ]; };
  }) ];
  copiedNamesAreWrittenNowhere = builtins.unsafeGetAttrPos "a" (lib.mapAttrs (_: v: v) { a = 1; });
}
