# Which option names NixOS has near the top of its tree: one line `path: names` for each family of which
# the tables know every name.
#
#   nix-instantiate --eval --strict --json nix/namespaces.nix --argstr nixpkgs PATH | jq -r '.[]' > src/schema/namespaces.txt
#
# Only names are looked at, so no package is evaluated; any nixpkgs with `lib/` and `nixos/` will do.
{ nixpkgs }:

let
  lib = import (/. + nixpkgs + "/lib");
  modules = /. + nixpkgs + "/nixos/modules";

  families = [
    [ ]
    [ "boot" ]
    [ "environment" ]
    [ "hardware" ]
    [ "networking" ]
    [ "networking" "firewall" ]
    [ "networking" "nftables" ]
    [ "networking" "proxy" ]
    [ "nix" ]
    [ "nixpkgs" ]
    [ "security" ]
    [ "system" ]
    [ "systemd" ]
    [ "systemd" "tmpfiles" ]
    [ "systemd" "user" ]
    [ "time" ]
    [ "users" ]
    [ "virtualisation" ]
    [ "virtualisation" "containers" ]
    [ "virtualisation" "docker" ]
    [ "virtualisation" "docker" "autoPrune" ]
    [ "virtualisation" "docker" "daemon" ]
    [ "virtualisation" "docker" "rootless" ]
    [ "virtualisation" "oci-containers" ]
    [ "virtualisation" "podman" ]
    [ "virtualisation" "podman" "autoPrune" ]
    [ "virtualisation" "podman" "networkSocket" ]
  ];

  # Modules for images and virtual machines, which are not part of every system. Each stands alone: some declare the
  # same option.
  special = [
    "image/file-options.nix"
    "image/repart.nix"
    "installer/cd-dvd/iso-image.nix"
    "installer/netboot/netboot.nix"
    "installer/sd-card/sd-image.nix"
    "virtualisation/amazon-image.nix"
    "virtualisation/azure-image.nix"
    "virtualisation/digital-ocean-image.nix"
    "virtualisation/google-compute-image.nix"
    "virtualisation/hyperv-image.nix"
    "virtualisation/linode-image.nix"
    "virtualisation/nspawn-container/default.nix"
    "virtualisation/oci-image.nix"
    "virtualisation/proxmox-image.nix"
    "virtualisation/proxmox-lxc.nix"
    "virtualisation/qemu-vm.nix"
    "virtualisation/virtualbox-image.nix"
    "virtualisation/vmware-image.nix"
  ];

  pkgs = {
    inherit lib;
    path = /. + nixpkgs;
    stdenv.hostPlatform = lib.systems.elaborate "x86_64-linux";
    stdenv.buildPlatform = lib.systems.elaborate "x86_64-linux";
  };

  common = lib.filter builtins.pathExists (import (modules + "/module-list.nix"));

  options = extra: (lib.evalModules {
    modules = common ++ extra ++ [ { _module = { check = false; args = { inherit pkgs; }; }; } ];
    specialArgs = {
      modulesPath = modules;
      baseModules = common;
      extraModules = [ ];
      noUserModules = { };
      modules = [ ];
    };
  }).options;

  trees = [ (options [ ]) ]
    ++ map (file: options [ file ]) (lib.filter builtins.pathExists (map (file: modules + "/${file}") special));

  names = family:
    lib.sort (a: b: a < b) (lib.unique (lib.remove "_module" (
      lib.concatMap (tree: builtins.attrNames (lib.attrByPath family { } tree)) trees
    )));
in
map (family: "${lib.concatStringsSep "." family}: ${toString (names family)}") families
