# What nix/module.nix and flake.nix need of nixpkgs, written for the tests: just enough to evaluate them alone.
rec {
  lib = rec {
    inherit (builtins) concatStringsSep map filter elem;
    concatMapStrings = f: list: concatStringsSep "" (map f list);
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
      nullOr = t: t;
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
  services = file: config:
    let
      module = import ../../nix/module.nix {
        inherit lib pkgs;
        config = config // { ocinix.units = { inherit file; host = null; }; };
      };
    in
    builtins.mapAttrs (_: s: s // { path = map (p: p.name or p) s.path; }) module.config.systemd.services;

  outputs =
    let
      flake = import ../../flake.nix;
      self = flake.outputs { inherit self; nixpkgs = { inherit lib; legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (_: pkgs); }; };
    in
    {
      names = builtins.attrNames self;
      package = self.packages.x86_64-linux.default.name;
      main = self.packages.x86_64-linux.ocinix.meta.mainProgram;
      module = builtins.isFunction self.nixosModules.default;
    };
}
