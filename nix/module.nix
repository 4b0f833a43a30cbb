# Mode *generate*: the units that `ocinix units` printed are what runs. It takes the place of nixpkgs' own
# oci-containers module, so that a nixpkgs of any age gets the units of the release they were derived for; the
# configuration keeps its options.
{ config, options, lib, pkgs, ... }:
let
  cfg = config.ocinix.units;
  name = toString ./module.nix;

  # What the other modules say about services: a unit that could not be fully worked out refers to it.
  others = builtins.filter (d: toString d.file != name) options.systemd.services.definitionsWithLocations;
  services = (lib.mergeDefinitions [ "systemd" "services" ] options.systemd.services.type others).mergedValue;
  read = import ./units.nix {
    inherit lib config services;
    inherit (cfg) file expression host;
  };

  # NixOS adds these to every service itself.
  ownPath = [ "coreutils" "findutils" "gnugrep" "gnused" "systemd" ];
  package = at: entry:
    if !builtins.isString entry || lib.hasPrefix "/" entry then entry
    else if entry == "podman" || entry == "docker" then config.virtualisation.${entry}.package
    else
      # A package or folder of the configuration's own is known by its name only.
      lib.findFirst (p: (if lib.isDerivation p then lib.getName p else baseNameOf (toString p)) == entry)
        (pkgs.${entry} or (throw "ocinix: unit `${at}`, path: neither pkgs nor `systemd.services` has a package `${entry}`"))
        (services.${at}.path or [ ]);

  service = at: unit:
    let
      u = removeAttrs unit [ "container" "text" "preStartScript" "path" ];
      preStart = unit.preStartScript or "";
      app = pkgs.writeShellApplication { name = "pre-start"; runtimeInputs = [ ]; text = preStart; };
      before = lib.optional (preStart != "") "${app}/bin/pre-start" ++ lib.toList (u.serviceConfig.ExecStartPre or [ ]);
    in
    # What other modules say about the unit is in the document already, merged as NixOS merges it.
    lib.mkOverride 40 (u // {
      path = map (package at) (builtins.filter (p: !(builtins.elem p ownPath)) (unit.path or [ ]));
      serviceConfig = u.serviceConfig or { } // lib.optionalAttrs (before != [ ]) { ExecStartPre = before; };
    });

  inherit (lib) types;
  # ocinix has read the options and judged their values; here they serve references from the units.
  option = type: default: description: lib.mkOption { inherit type default description; };
  list = option (types.listOf types.anything) [ ];
  set = option (types.attrsOf types.anything) { };
  container = types.submodule {
    freeformType = types.lazyAttrsOf types.anything;
    options = {
      cmd = list "Arguments of the entrypoint.";
      dependsOn = list "Containers that start before this one.";
      devices = list "Devices of the host that the container sees.";
      environmentFiles = list "Files with environment variables.";
      extraOptions = list "More options of `run`.";
      networks = list "Networks that the container joins.";
      ports = list "Published ports.";
      preRunExtraOptions = list "Options of the engine, before `run`.";
      volumes = list "Mounts.";
      capabilities = set "Capabilities added (true) and dropped (false).";
      environment = set "Environment variables.";
      labels = set "Labels.";
    };
  };
in
{
  _file = ./module.nix;
  disabledModules = [ "virtualisation/oci-containers.nix" "virtualisation/docker-containers.nix" ];
  imports = [ ./options.nix ];

  options.virtualisation.oci-containers = {
    backend = option (types.nullOr types.str) null "`podman` or `docker`, as in NixOS; the units say which it is.";
    containers = option (types.attrsOf container) { } "As in NixOS, of the release that the units were derived for.";
  };

  config = {
    assertions = map (message: { assertion = false; inherit message; }) read.assertions;
    inherit (read) warnings;
    systemd.services = lib.genAttrs read.names (at: service at read.units.${at});
    virtualisation = lib.genAttrs [ "podman" "docker" ] (engine: { enable = lib.mkIf (read.names != [ ] && read.backend == engine) true; });
  };
}
