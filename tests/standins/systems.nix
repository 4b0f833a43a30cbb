# Lists of systems, to be imported.
{ file, ... }:
{
  default-linux = file "nix-systems/default-linux" "default.nix";
}
