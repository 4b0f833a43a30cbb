# What flakes do with flake-utils.
{ flake, file, ... }:
let
  inherit (flake "numtide/flake-utils" { systems = ./data/systems.nix; }) lib;
  drv = name: { inherit name; type = "derivation"; outPath = "/nix/store/${name}"; pname = name; meta.platforms = [ "x86_64-linux" ]; };
  tree = {
    hello = drv "hello";
    text = "ignored";
    closed.x = drv "x";
    open = { recurseForDerivations = true; git = drv "git"; deeper = { recurseForDerivations = true; y = drv "y"; }; };
  };
in
{
  each = lib.eachDefaultSystem (system: { packages.default = "p-${system}"; devShells = { inherit system; }; });
  two = lib.eachSystem [ "x86_64-linux" "aarch64-linux" ] (s: { a = s; });
  uneven = lib.eachSystem [ "x" "y" ] (s: if s == "x" then { only = 1; } else { other = 2; });
  map = lib.eachSystemMap [ "x86_64-linux" ] (s: "for ${s}");
  mapDefault = builtins.attrNames (lib.eachDefaultSystemMap (s: s));
  all = lib.allSystems;
  known = lib.system.x86_64-linux;
  flat = builtins.attrNames (lib.flattenTree tree);
  filtered = builtins.attrNames (lib.filterPackages "aarch64-linux" { a = drv "a"; b = drv "b" // { meta = { }; }; c = "no"; });
  fits = builtins.attrNames (lib.filterPackages "x86_64-linux" { a = drv "a"; b = drv "b" // { meta.broken = true; }; });
  app = lib.mkApp { drv = drv "hello"; };
  app2 = lib.mkApp { drv = drv "hello"; exePath = "/bin/other"; };
  meld = lib.meld { n = 1; } [ ./data/meld-a.nix ./data/meld-b.nix ];
  imported = builtins.attrNames (file "numtide/flake-utils" "");
  defaults = (file "numtide/flake-utils" "default.nix").defaultSystems;
}
