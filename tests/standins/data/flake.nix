# What fixtures get: flakes that stand in for projects (`outputs`, `path`), or the projects themselves (`sources`).
{ lib, outputs, path, sources }:
let
  # The project as Nix would make it; a fixture gives the inputs that matter.
  real =
    slug: inputs:
    let
      dir = sources + "/" + builtins.replaceStrings [ "/" ] [ "+" ] slug;
      # Only file names in lower case are found: projects are unpacked so.
      flake = import (dir + "/flake.nix");
      self = made // { inherit inputs; outputs = made; outPath = dir; _type = "flake"; sourceInfo = { }; };
      made = flake.outputs (inputs // { inherit self; });
    in
    self;
  model =
    slug: inputs:
    let
      made = outputs slug inputs self;
      self = made // { inherit inputs; outputs = made; outPath = "/nix/store/model"; _type = "flake"; sourceInfo = { }; };
    in
    self;
in
{
  inherit lib;
  flake = if sources == null then model else real;
  file =
    slug: file:
    if sources == null then
      path slug file
    else
      import (sources + "/" + builtins.replaceStrings [ "/" ] [ "+" ] slug + "/" + file);
  # nixpkgs as an input, as far as projects need it.
  nixpkgs = { inherit lib; outPath = "/nix/store/nixpkgs"; };
  # What a set of modules makes of a system, with the options of NixOS that modules of projects touch.
  system =
    modules:
    (lib.evalModules {
      modules = modules ++ [
        {
          options.users.users = lib.mkOption { default = { }; type = lib.types.attrsOf lib.types.unspecified; };
          freeformType = lib.types.lazyAttrsOf lib.types.unspecified;
        }
      ];
    }).config;
}
