# Differs from the real project: what these projects make of their options is left out on purpose.
{ flake, file, system, lib, ... }:
let
  config = system [
    (flake "nixos/nixos-hardware" { }).nixosModules.some-laptop-of-the-future
    (file "nixos/nixos-hardware" "vendor/model")
    (flake "nix-community/nixvim" { }).nixosModules.nixvim
    (flake "nix-community/home-manager" { }).nixosModules.home-manager
    (file "nix-community/home-manager" "nixos")
    (flake "hercules-ci/arion" { }).nixosModules.arion
    (flake "seiarotg/quadlet-nix" { }).nixosModules.quadlet
    {
      programs.nixvim = { enable = true; plugins.x = { }; };
      home-manager.users.me = { pkgs, ... }: { home.packages = [ pkgs.hello ]; };
      virtualisation.arion.projects.web.settings.services.app.service.image = "app:1";
      virtualisation.quadlet.containers.web.containerConfig.image = "app:1";
      home-manager.useGlobalPkgs = true;
    }
  ];
in
{
  nixvim = config.programs.nixvim.plugins.x;
  home = config.home-manager.users.me.home.homeDirectory;
  arion = config.virtualisation.arion.projects;
  quadlet = config.virtualisation.quadlet.containers.web.ref;
  lib = (flake "nix-community/home-manager" { }).lib.homeManagerConfiguration { };
  overlays = (flake "nix-community/nur" { }).overlays.default;
}
