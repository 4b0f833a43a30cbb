# A path that becomes a string is copied to the store: all of it but the hash is known.
let
  path = ./copied-path.nix;
  suffix = text: builtins.substring (builtins.stringLength path - 4) (-1) path == text;
in
{
  length = builtins.stringLength path;
  inside = builtins.stringLength "a${path}/b";
  isNix = suffix ".nix";
  isMd = suffix ".md ";
  start = builtins.substring 0 11 path;
  hash = builtins.substring 11 32 path;
  partOfHash = builtins.substring 40 5 path;
  name = builtins.substring 44 100 path;
  behind = builtins.substring 999 1 path;
  whole = builtins.substring 0 (-1) path == "${path}";
}
