# Differs from the real project: what these projects make of their options is left out on purpose.
{ flake, file, system, lib, ... }:
let
  config = system [
    (flake "nixos/nixos-hardware" { }).nixosModules.some-laptop-of-the-future
    (file "nixos/nixos-hardware" "vendor/model")
    (flake "nix-community/nixvim" { }).nixosModules.nixvim
    (flake "nix-community/home-manager" { }).nixosModules.home-manager
    (file "nix-community/home-manager" "nixos")
    {
      programs.nixvim = { enable = true; plugins.x = { }; };
      home-manager.users.me = { pkgs, ... }: { home.packages = [ pkgs.hello ]; };
      home-manager.useGlobalPkgs = true;
    }
  ];
in
{
  nixvim = config.programs.nixvim.plugins.x;
  home = config.home-manager.users.me.home.homeDirectory;
  lib = (flake "nix-community/home-manager" { }).lib.homeManagerConfiguration { };
  overlays = (flake "nix-community/nur" { }).overlays.default;
}
