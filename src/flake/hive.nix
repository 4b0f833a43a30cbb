# One node of a colmena hive as a NixOS system.
{
  inputs,
  hive,
  name,
}:
let
  meta = hive.meta or hive.network or { };
  special = (meta.specialArgs or { }) // ((meta.nodeSpecialArgs or { }).${name} or { });
  # The hive names its packages, not the flake they come from.
  nixpkgs = inputs.nixpkgs or (builtins.head (builtins.filter (i: i ? lib.nixosSystem) (builtins.attrValues inputs)));
  accepts =
    { lib, ... }:
    {
      options.deployment = lib.mkOption {
        type = lib.types.attrsOf lib.types.anything;
        default = { };
      };
    };
  system = nixpkgs.lib.nixosSystem {
    specialArgs = {
      inherit name;
      nodes = builtins.mapAttrs (_: node: node) (removeAttrs hive [ "meta" "network" "defaults" ]);
    } // special;
    modules = [
      accepts
      { networking.hostName = nixpkgs.lib.mkDefault name; }
      hive.${name}
    ] ++ (if hive ? defaults then [ hive.defaults ] else [ ]);
  };
in
system
