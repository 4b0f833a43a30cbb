# A host for every folder beside this file.
{ inputs, lib, ... }:
let
  fleet = import ../lib lib;
  folders = lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir ./.);
  host = name: _: inputs.nixpkgs.lib.nixosSystem {
    specialArgs = { inherit inputs fleet; };
    modules = fleet.modulesIn ../modules ++ fleet.modulesIn (./. + "/${name}") ++ [
      inputs.sops-nix.nixosModules.sops
      { networking.hostName = name; }
    ];
  };
in
{
  flake.nixosConfigurations = lib.mapAttrs host folders;
}
