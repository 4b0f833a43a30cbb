# Projects of which no value matters to containers: their modules may be imported and set up, and answer nothing.
# Written for ocinix.
{ name, lib, unknown, every, kit, ... }:
let
  # Options that these modules add below names that otherwise only NixOS uses.
  families = {
    nixvim = [ "programs.nixvim" ];
    nvf = [ "programs.nvf" ];
    vscode-server = [ "services.vscode-server" ];
    nix-index-database = [ "programs.nix-index-database" ];
    nix-flatpak = [ "services.flatpak.packages" "services.flatpak.remotes" "services.flatpak.update" ];
    spicetify-nix = [ "programs.spicetify" ];
    authentik-nix = [ "services.authentik" "services.authentik-ldap" "services.authentik-radius" "services.authentik-proxy" ];
    arion = [ "virtualisation.arion" ];
    attic = [ "services.atticd" ];
    musnix = [ "musnix" ];
    nix-minecraft = [ "services.minecraft-servers" ];
    plasma-manager = [ "programs.plasma" ];
    home-manager = [ "home-manager" ];
    hjem = [ "hjem" ];
    catppuccin = [ "catppuccin" ];
    chaotic = [ "chaotic" ];
    disko = [ "disko" ];
    jovian = [ "jovian" ];
    microvm = [ "microvm" ];
    niri = [ "niri-flake" ];
    nixos-facter-modules = [ "facter" ];
    nixos-wsl = [ "wsl" ];
    quadlet-nix = [ "virtualisation.quadlet" ];
    simple-nixos-mailserver = [ "mailserver" ];
    stylix = [ "stylix" ];
  };

  # Paths below the source that are modules, for use without the flake.
  paths = {
    home-manager = [ "nixos" ];
    disko = [ "module.nix" ];
    impermanence = [ "nixos.nix" "" ];
    lanzaboote = [ "nix/modules/lanzaboote.nix" ];
    microvm = [ "nixos-modules/host" "nixos-modules/microvm" ];
    stylix = [ "stylix" "stylix/nixos" ];
    simple-nixos-mailserver = [ "" ];
    vscode-server = [ "" "modules/vscode-server" ];
    nix-index-database = [ "nixos-module.nix" ];
    nixos-wsl = [ "" "modules" ];
    declarative-cachix = [ "" ];
  };

  module = kit.module name {
    options = lib.foldl' lib.recursiveUpdate { } (
      map (path: lib.setAttrByPath (lib.splitString "." path) (kit.opaqueOption name)) (families.${name} or [ ])
    );
  };
  flakeModule = kit.flakeModule name;
in
{
  outputs = unknown "`${name}` is not modelled" // {
    nixosModules = every module;
    nixosModule = module;
    homeModules = every { };
    homeManagerModules = every { };
    flakeModules = every flakeModule;
    inherit flakeModule;
  };
  files =
    if name == "nixos-hardware" then
      every module
    else
      lib.genAttrs (paths.${name} or [ ]) (_: module);
}
