# What NixOS fills in for users: the part of `config/users-groups.nix` that the units of rootless containers depend on.
# Written for ocinix.
{ lib, config, ... }:
let
  system = config;
in
{
  options.users.users = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule ({ config, ... }: {
      config = lib.mkMerge [
        (lib.mkIf config.isNormalUser {
          group = lib.mkDefault "users";
          createHome = lib.mkDefault true;
          home = lib.mkDefault "${system.users.defaultUserHome or "/home"}/${config.name}";
          homeMode = lib.mkDefault "700";
          useDefaultShell = lib.mkDefault true;
          isSystemUser = lib.mkDefault false;
        })
        (lib.mkIf (config.isNormalUser && config.subUidRanges == [ ] && config.subGidRanges == [ ]) {
          autoSubUidGidRange = lib.mkDefault true;
        })
      ];
    }));
  };

  imports = [
    (lib.mkAliasOptionModule [ "users" "extraUsers" ] [ "users" "users" ])
    (lib.mkAliasOptionModule [ "users" "extraGroups" ] [ "users" "groups" ])
  ];

  # Accounts that every system has.
  config.users.users.root = {
    uid = 0;
    isSystemUser = true;
    group = "root";
    home = lib.mkDefault "/root";
  };
  config.users.users.nobody = {
    uid = 65534;
    isSystemUser = true;
    group = "nogroup";
  };
  config.users.groups = {
    root.gid = 0;
    wheel.gid = 1;
    users.gid = 100;
    nogroup.gid = 65534;
  };
}
