# A configuration under real NixOS: what *verify* says about its units, the unit files that *generate* makes otherwise
# than NixOS, and which units those are. With `old`, *generate* works on the module of 24.05.
{ nixpkgs, names, case, units, old ? false }:
let
  nixos = rest: modules: import ./nixos.nix ({ inherit nixpkgs names; modules = [ (/. + case) ] ++ modules; } // rest);
  file.ocinix.units.file = /. + units;
  plain = nixos { } [ ];
  verified = nixos { } [ ../../nix/verify.nix file ];
  generated = nixos (if old then { containers = ./nixos-24.05.nix; } else { }) [ ../../nix/module.nix file ];
  inherit (plain.pkgs) lib;
  hosts = builtins.attrValues (lib.importJSON (/. + units)).hosts;
  found = lib.concatMap (host: builtins.attrNames host.units) hosts;
  text = system: name: system.config.systemd.units."${name}.service".text;
  own = lib.filter (d: lib.hasSuffix "/nix/verify.nix" (toString d.file)) verified.options.assertions.definitionsWithLocations;
in
{
  units = found;
  verify = map (a: a.message) (lib.filter (a: !a.assertion) (lib.concatMap (d: d.value) own));
  generate = lib.filter (name: text plain name != text generated name) found;
  engine = lib.all (engine: plain.config.virtualisation.${engine}.enable == generated.config.virtualisation.${engine}.enable) [ "docker" "podman" ];
}
