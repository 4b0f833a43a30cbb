# flake-parts: a flake as modules, some of it per system. Written for ocinix.
{ lib, inputs, unknown, kit, ... }:
let
  inherit (lib) mkOption types;
  # Modules see the `lib` of this project's own input, which by custom is that of nixpkgs' flake.
  own = inputs.nixpkgs-lib.lib or lib;

  # Outputs that exist once per system.
  transposed = [ "apps" "checks" "devShells" "formatter" "legacyPackages" "packages" ];

  # What a flake offers for one system.
  ofSystem = system: flake: lib.genAttrs transposed (name: flake.${name}.${system});

  # A set of modules that get a class and a place to be known by.
  named = class: place: lib.mapAttrs (name: module: {
    _class = class;
    _file = "${place}.${name}";
    imports = [ module ];
  });

  # The options of one system.
  systemBase =
    { inputs, self }:
    system:
    { config, options, ... }:
    {
      freeformType = types.lazyAttrsOf types.raw;
      options =
        lib.genAttrs [ "apps" "checks" "devShells" "legacyPackages" "packages" ] (
          _: mkOption {
            type = types.lazyAttrsOf types.raw;
            default = { };
          }
        )
        // {
          allModuleArgs = mkOption {
            type = types.raw;
            default = config._module.args // { inherit config options; };
          };
        };
      config._module.args = {
        inherit system;
        pkgs = lib.mkOptionDefault (
          inputs.nixpkgs.legacyPackages.${system} or (unknown "no input is called nixpkgs, so `pkgs` comes from elsewhere")
        );
        inputs' = lib.mapAttrs (_: ofSystem system) (removeAttrs inputs [ "self" ]);
        self' = ofSystem system self;
      };
    };

  base =
    {
      inputs,
      self,
      moduleLocation,
    }:
    { config, ... }:
    let
      evaluated = lib.genAttrs config.systems evaluate;
      evaluate =
        system:
        lib.evalModules {
          prefix = [ "perSystem" system ];
          modules = [
            (systemBase { inherit inputs self; } system)
            config.perSystem
          ];
        };
      of = system: evaluated.${system} or (evaluate system);
      arguments = system: (of system).config.allModuleArgs;
      withSystem = system: f: f (arguments system);
    in
    {
      options = {
        systems = mkOption { type = types.listOf types.str; };
        debug = kit.flag false;
        perSystem = mkOption {
          type = types.deferredModule;
          default = { };
        };
        perInput = mkOption {
          type = types.functionTo (types.functionTo types.raw);
          default = system: ofSystem system;
        };
        transposition = mkOption {
          type = types.lazyAttrsOf types.raw;
          default = { };
        };
        partitions = kit.opaqueOption "flake-parts";
        partitionedAttrs = kit.opaqueOption "flake-parts";
        allSystems = mkOption {
          type = types.lazyAttrsOf types.raw;
          default = lib.mapAttrs (_: one: one.config) evaluated;
        };
        flake = mkOption {
          default = { };
          type = types.submodule {
            freeformType = types.lazyAttrsOf types.raw;
            options =
              lib.genAttrs transposed (
                _: mkOption {
                  type = types.lazyAttrsOf types.raw;
                  default = { };
                }
              )
              // {
                nixosConfigurations = mkOption {
                  type = types.lazyAttrsOf types.raw;
                  default = { };
                };
                nixosModules = mkOption {
                  type = types.lazyAttrsOf types.deferredModule;
                  default = { };
                  apply = named "nixos" "${moduleLocation}#nixosModules";
                };
                overlays = mkOption {
                  type = types.lazyAttrsOf types.raw;
                  default = { };
                };
              };
          };
        };
      };
      config = {
        flake = lib.genAttrs transposed (name: lib.mapAttrs (_: one: one.config.${name} or { }) evaluated);
        _module.args = {
          inherit withSystem;
          getSystem = system: (of system).config;
          # The system of a NixOS module is known only once its configuration is: every argument waits for it.
          moduleWithSystem =
            f:
            { config, ... }:
            let
              platform = config.nixpkgs.hostPlatform;
              all = arguments (platform.system or platform);
            in
            {
              imports = [ (f (lib.mapAttrs (name: _: all.${name}) (lib.functionArgs f))) ];
            };
          getSystemIgnoreWarning = system: (of system).config;
        };
      };
    };

  evalFlakeModule =
    args@{
      inputs ? self.inputs,
      self ? inputs.self,
      specialArgs ? { },
      moduleLocation ? "${self.outPath}/flake.nix",
    }:
    module:
    lib.evalModules {
      class = "flake";
      specialArgs = {
        inherit self inputs moduleLocation;
        flake-parts-lib = partsLib;
        lib = own;
      }
      // specialArgs;
      modules = [
        (base { inherit self inputs moduleLocation; })
        # The default location would ask for the flake, which is made of these modules.
        (if args ? moduleLocation then lib.setDefaultModuleLocation moduleLocation module else module)
      ];
    };

  partsLib = {
    inherit evalFlakeModule;
    mkFlake = args: module: (evalFlakeModule args module).config.flake;
    mkSubmoduleOptions = options: mkOption { type = types.submoduleWith { modules = [ { inherit options; } ]; }; };
    mkPerSystemOption = module: mkOption { type = types.deferredModule; };
    mkDeferredModuleType = _: types.deferredModule;
    mkDeferredModuleOption = _: mkOption { type = types.deferredModule; };
    mkPerSystemType = _: types.deferredModule;
    mkTransposedPerSystemModule =
      { name, option, ... }:
      {
        options.flake = mkOption {
          type = types.submodule {
            options.${name} = mkOption {
              type = types.lazyAttrsOf types.raw;
              default = { };
            };
          };
        };
      };
    importApply = path: arguments: lib.setDefaultModuleLocation path (import path arguments);
    importAndPublish = name: module: {
      imports = [ module ];
      flake.modules.flake.${name} = module;
    };
  };

  # A place for modules of every class, by name.
  modulesModule =
    { moduleLocation, ... }:
    {
      options.flake = mkOption {
        type = types.submodule {
          options.modules = mkOption {
            type = types.lazyAttrsOf (types.lazyAttrsOf types.deferredModule);
            default = { };
            apply = lib.mapAttrs (
              class: lib.mapAttrs (
                name: module:
                (if class == "generic" then { } else { _class = class; })
                // {
                  _file = "${moduleLocation}#modules.${class}.${name}";
                  imports = [ module ];
                }
              )
            );
          };
        };
      };
    };

  flakeModulesModule =
    { moduleLocation, ... }:
    {
      options.flake = mkOption {
        type = types.submodule {
          options.flakeModules = mkOption {
            type = types.lazyAttrsOf types.deferredModule;
            default = { };
            apply = named "flake" "${moduleLocation}#flakeModules";
          };
        };
      };
    };

  once = name: kit.module "flake-parts#${name}";
in
{
  outputs = {
    lib = partsLib;
    flakeModules = {
      modules = once "modules" modulesModule;
      flakeModules = once "flakeModules" flakeModulesModule;
      easyOverlay = once "easyOverlay" {
        perSystem.options.overlayAttrs = mkOption {
          type = types.lazyAttrsOf types.raw;
          default = { };
        };
      };
      partitions = once "partitions" { };
      bundlers = once "bundlers" { };
    };
    templates = unknown "templates of flake-parts are not modelled";
  };
  files = { };
}
