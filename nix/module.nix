# Builds `systemd.services` from a unit JSON file that `ocinix units` printed. It takes the place of nixpkgs' own
# oci-containers module: the configuration keeps its options, ocinix' units are what runs.
{ config, lib, pkgs, ... }:
let
  cfg = config.ocinix.units;
  document = builtins.fromJSON (builtins.readFile cfg.file);
  hosts = builtins.attrNames document.hosts;
  host =
    if cfg.host != null then
      document.hosts.${cfg.host} or (throw "ocinix: `${toString cfg.file}` has no host `${cfg.host}`; it has ${lib.concatStringsSep ", " hosts}")
    else if builtins.length hosts == 1 then
      document.hosts.${builtins.head hosts}
    else
      throw "ocinix: `${toString cfg.file}` has several hosts (${lib.concatStringsSep ", " hosts}); set `ocinix.units.host`";

  # `{ option = [ "a" "b" 0 ]; }` is the value of that option, `{ shellArg = [ … ]; }` the quoted form of its parts.
  follow = path: builtins.foldl' (at: step: if builtins.isInt step then builtins.elemAt at step else at.${step}) config path;
  part = p:
    if builtins.isString p then p
    else if p ? option then toString (follow p.option)
    else if p ? shellArg then lib.escapeShellArg (lib.concatMapStrings part p.shellArg)
    else throw "ocinix: a part of a unit is neither text nor reference: ${builtins.toJSON p}";
  resolve = v:
    if builtins.isAttrs v && builtins.attrNames v == [ "parts" ] then lib.concatMapStrings part v.parts
    else if builtins.isAttrs v then builtins.mapAttrs (_: resolve) v
    else if builtins.isList v then map resolve v
    else v;

  # NixOS adds these to every service itself.
  ownPath = [ "coreutils" "findutils" "gnugrep" "gnused" "systemd" ];
  package = name: if lib.hasPrefix "/" name then name else pkgs.${name} or (throw "ocinix: pkgs has no `${name}`");

  service = unit:
    let
      u = resolve (removeAttrs unit [ "container" "text" "preStartScript" "path" ]);
      preStart = resolve (unit.preStartScript or "");
      app = pkgs.writeShellApplication { name = "pre-start"; runtimeInputs = [ ]; text = preStart; };
    in
    u // {
      path = map package (builtins.filter (p: !(builtins.elem p ownPath)) (map resolve (unit.path or [ ])));
      serviceConfig = (u.serviceConfig or { }) // lib.optionalAttrs (preStart != "") {
        ExecStartPre = [ "${app}/bin/pre-start" ] ++ lib.toList ((u.serviceConfig or { }).ExecStartPre or [ ]);
      };
    };
in
{
  disabledModules = [ "virtualisation/oci-containers.nix" ];

  options = {
    ocinix.units = {
      file = lib.mkOption {
        type = lib.types.path;
        description = "The unit JSON that `ocinix units` printed for this configuration.";
      };
      host = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        description = "The host in that file; may be left out when it has only one.";
      };
    };
    virtualisation.oci-containers = lib.mkOption {
      type = lib.types.submodule { freeformType = lib.types.lazyAttrsOf lib.types.anything; };
      default = { };
      description = "As in NixOS. ocinix has read it; here it serves references from the units.";
    };
  };

  config = {
    assertions = [
      {
        assertion = document.version == 1;
        message = "ocinix: `${toString cfg.file}` has unit JSON of version ${toString document.version}; this module reads version 1";
      }
    ] ++ map (message: { assertion = false; message = resolve message; }) host.assertions;
    warnings = map resolve host.warnings;
    systemd.services = builtins.mapAttrs (_: service) host.units;
  };
}
