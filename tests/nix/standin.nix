# What nix/module.nix and flake.nix need of nixpkgs, written for the tests: just enough to evaluate them alone.
rec {
  lib = rec {
    inherit (builtins) any concatLists concatMap concatStringsSep elem filter isFunction map;
    concatStrings = concatStringsSep "";
    concatMapStrings = f: list: concatStrings (map f list);
    concatMapStringsSep = separator: f: list: concatStringsSep separator (map f list);
    optional = condition: x: if condition then [ x ] else [ ];
    findFirst = f: default: list: builtins.head (filter f list ++ [ default ]);
    isDerivation = v: v.type or null == "derivation";
    getName = p: p.name;
    hasInfix = part: text: builtins.length (splitString part text) > 1;
    hasSuffix = suffix: text:
      let at = builtins.stringLength text - builtins.stringLength suffix; in
      at >= 0 && builtins.substring at (-1) text == suffix;
    splitString = separator: text:
      let escaped = builtins.replaceStrings [ "." "/" "-" ] [ "[.]" "[/]" "[-]" ] separator; in
      filter builtins.isString (builtins.split escaped text);
    unique = builtins.foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
    filterAttrs = f: set: builtins.listToAttrs (concatMap (name: optional (f name set.${name}) { inherit name; value = set.${name}; }) (builtins.attrNames set));
    mapAttrsToList = f: set: map (name: f name set.${name}) (builtins.attrNames set);
    mkIf = condition: value: if condition then value else null;
    mkOverride = _: value: value;
    literalExpression = text: text;
    mergeDefinitions = _: _: defs: { mergedValue = builtins.foldl' (all: d: all // d.value) { } defs; };
    hasPrefix = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;
    optionalAttrs = condition: set: if condition then set else { };
    toList = x: if builtins.isList x then x else [ x ];
    escapeShellArg = x: "'" + builtins.replaceStrings [ "'" ] [ "'\\''" ] (toString x) + "'";
    genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
    mkOption = option: option;
    types = rec {
      path = "path";
      str = "str";
      anything = "anything";
      raw = "raw";
      nullOr = t: t;
      listOf = t: t;
      attrsOf = t: t;
      lazyAttrsOf = t: t;
      submodule = t: "submodule";
    };
    licenses.mit = "mit";
    fileset = { toSource = s: s.root; unions = l: l; };
  };
  package = name: { inherit name; type = "derivation"; outPath = "/nix/store/00000000000000000000000000000000-${name}"; };
  pkgs = lib.genAttrs [ "podman" "docker" "hello" "cargo" "rustc" "clippy" "rustfmt" "nixfmt-rfc-style" ] package // {
    inherit lib;
    stdenv.hostPlatform.system = "x86_64-linux";
    rustPlatform.buildRustPackage = args: package args.pname // { inherit (args) meta version; };
    callPackage = path: args: import path { inherit lib; inherit (pkgs) rustPlatform; };
    mkShell = args: package "shell";
    writeShellApplication = { name, text, ... }: "/nix/store/00000000000000000000000000000000-${name}" ;
  };

  # The services that the module makes of a unit file, for a configuration with these option values.
  services = file: config: made { inherit file; } config;
  made = units: config:
    let
      module = import ../../nix/module.nix {
        inherit lib pkgs;
        options.systemd.services = { type = null; definitionsWithLocations = [ { file = "host.nix"; value = config.systemd.services or { }; } ]; };
        config = config // {
          ocinix.units = { file = null; expression = null; host = null; } // units;
          systemd.services = { };
          virtualisation = config.virtualisation // { podman.package = package "podman"; docker.package = package "docker"; };
        };
      };
    in
    builtins.mapAttrs (_: s: s // { path = map (p: p.name or p) s.path; }) module.config.systemd.services;

  # What *verify* has to say about a system with these services.
  differences = file: evaluated: virtualisation:
    let
      module = import ../../nix/verify.nix {
        inherit lib pkgs;
        config = { ocinix.units = { inherit file; expression = null; host = null; }; systemd.services = evaluated; inherit virtualisation; };
      };
      failed = filter (a: !a.assertion) module.config.assertions;
      inherit (builtins) filter;
    in
    map (a: builtins.replaceStrings [ (toString file) ] [ "units.json" ] a.message) failed;

  outputs =
    let
      flake = import ../../flake.nix;
      self = flake.outputs { inherit self; nixpkgs = { inherit lib; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (_: pkgs); }; };
    in
    {
      names = builtins.attrNames self;
      package = self.packages.x86_64-linux.default.name;
      main = self.packages.x86_64-linux.ocinix.meta.mainProgram;
      module = builtins.all (m: builtins.isFunction (import m)) (builtins.attrValues self.nixosModules);
    };
}
