# A whole NixOS around a module, with packages that are names only: nothing is built. `nixpkgs` needs `lib/` and
# `nixos/`; `names` is a file with a JSON list of the words of its modules, of which those that packages have matter.
# `containers` takes the place of nixpkgs' oci-containers module.
{ nixpkgs, names, modules ? [ ], containers ? null }:
let
  np = /. + nixpkgs;
  lib = import (np + "/lib");
  inherit (lib) mkOption types;
  place = name: "/nix/store/00000000000000000000000000000000-${lib.strings.sanitizeDerivationName name}";

  package = name:
    let
      drv = {
        type = "derivation";
        inherit name;
        pname = name;
        version = "1";
        outPath = place name;
        drvPath = place name + ".drv";
        outputName = "out";
        outputs = [ "out" ];
        system = "x86_64-linux";
        meta.mainProgram = name;
        passthru = { };
        override = _: drv;
        overrideAttrs = f: package ((if lib.isFunction f then { } else f).name or name);
        interfaceVersion = 2;
      }
      // lib.genAttrs [ "out" "bin" "lib" "dev" "man" "doc" "util-linux" "kmod" "kbd" "cryptsetup" "tpm2-tss" "libfido2" ] (_: drv)
      // lib.genAttrs (map (feature: "with${feature}") [
        "Bootloader" "Cryptsetup" "Efi" "Fido2" "Hostnamed" "Importd" "Ipmi" "JIT" "Kerberos" "Localed" "Logind" "Machined"
        "NetworkViewer" "Nspawn" "Otel" "Packages" "Portabled" "Repart" "Sysupdate" "Timedated" "Tpm2Units" "Utmp" "SystemdJournal" "Ndsudo"
      ]) (_: false) // { withoutJIT = false; };
    in
    drv;
  # The text is part of the path, so that different texts have different paths.
  written = name: text: package name // { inherit text; outPath = place "${name}-${builtins.hashString "sha256" text}"; };
  platform = lib.systems.elaborate "x86_64-linux";

  pkgs = lib.genAttrs (lib.importJSON (/. + names)) package // rec {
    inherit lib;
    callPackage = _: _: package "called";
    callPackages = _: _: { };
    docker_25 = package "docker";
    docker = package "docker" // { version = "28.0.0"; };
    path = np;
    system = "x86_64-linux";
    config = { };
    overlays = [ ];
    buildPackages = pkgs;
    pkgsStatic = pkgs;
    pkgsi686Linux = pkgs;
    appendOverlays = _: pkgs;
    writeText = written;
    writeScript = written;
    writeShellScript = written;
    writeShellScriptBin = written;
    writeScriptBin = written;
    writeTextDir = path: written (baseNameOf path);
    writeTextFile = a: written a.name a.text;
    writeShellApplication = a: written a.name a.text;
    runCommand = name: _: _: package name;
    runCommandLocal = runCommand;
    fetchurl = a: package (a.name or (baseNameOf a.url));
    buildEnv = a: package a.name;
    symlinkJoin = a: package a.name;
    linkFarm = name: _: package name;
    replaceVars = path: _: package (baseNameOf path);
    dockerTools = {
      pullImage = a: package "docker-image-${a.finalImageName or a.imageName}.tar";
      buildImage = a: package "docker-image-${a.name}.tar.gz";
      buildLayeredImage = a: package "${a.name}.tar.gz";
      streamLayeredImage = a: package "stream-${a.name}";
    };
    formats = lib.genAttrs [
      "cdn" "configobj" "elixirConf" "gitIni" "hcl1" "hocon" "ini" "iniWithGlobalSection" "javaProperties" "json" "jsonc" "keyValue"
      "libconfig" "lua" "nixConf" "php" "plist" "pythonVars" "systemd" "tfvars" "toml" "xml" "yaml"
    ] (_: _: { type = types.anything; generate = name: _: package name; lib = { }; });
    stdenv = {
      hostPlatform = platform;
      buildPlatform = platform;
      targetPlatform = platform;
      system = "x86_64-linux";
      cc = package "gcc";
      mkDerivation = a: package (a.name or a.pname);
    };
    linuxPackages = {
      kernel = package "linux" // {
        version = "6.12";
        modDirVersion = "6.12";
        features = { };
        kernelAtLeast = _: true;
        kernelOlder = _: false;
        config = lib.genAttrs [ "isYes" "isEnabled" "isSet" ] (_: _: true) // lib.genAttrs [ "isNo" "isModule" "isDisabled" ] (_: _: false);
      } // lib.genAttrs [ "isXen" "isZen" "isHardened" "isLibre" "buildDTBs" ] (_: false) // { isLTS = true; };
      extend = _: linuxPackages;
    };
  };

  # Instead of nixpkgs' module that makes the packages, and without what a container host does not need.
  around = {
    options.nixpkgs = {
      pkgs = mkOption { type = types.anything; default = pkgs; };
      config = mkOption { type = types.anything; default = { }; };
      overlays = mkOption { type = types.listOf types.raw; default = [ ]; };
      hostPlatform = mkOption { type = types.raw; default = platform; };
      buildPlatform = mkOption { type = types.raw; default = platform; };
      localSystem = mkOption { type = types.raw; default = platform; };
      crossSystem = mkOption { type = types.raw; default = null; };
      system = mkOption { type = types.str; default = "x86_64-linux"; };
    };
    config = {
      _module.args = { pkgs = lib.mkForce pkgs; baseModules = base; extraModules = [ ]; modules = [ ]; };
      system.stateVersion = lib.mkDefault "26.05";
      boot = {
        initrd = { enable = false; systemd.enable = false; };
        kernel.enable = false;
        loader.grub.enable = false;
      };
      documentation.enable = false;
    };
  };
  replaced = m: if containers != null && lib.hasSuffix "/virtualisation/oci-containers.nix" (toString m) then containers else m;
  base = map replaced (lib.filter
    (m: toString m != toString (np + "/nixos/modules/misc/nixpkgs.nix") && builtins.pathExists m)
    (import (np + "/nixos/modules/module-list.nix")));
in
lib.evalModules {
  class = "nixos";
  specialArgs.modulesPath = toString (np + "/nixos/modules");
  modules = base ++ [ around ] ++ modules;
}
// { inherit pkgs; }
