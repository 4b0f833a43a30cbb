# nix-systems/*: a list of systems each, to be imported. Written for ocinix.
{ name, unknown, ... }:
let
  both = kernel: [ "aarch64-${kernel}" "x86_64-${kernel}" ];
  lists = {
    systems = [ "aarch64-darwin" "aarch64-linux" "x86_64-darwin" "x86_64-linux" ];
    default-linux = both "linux";
    default-darwin = both "darwin";
    x86_64-linux = [ "x86_64-linux" ];
    aarch64-linux = [ "aarch64-linux" ];
    x86_64-darwin = [ "x86_64-darwin" ];
    aarch64-darwin = [ "aarch64-darwin" ];
  };
in
{
  outputs = { };
  files."" = lists.${name} or (unknown "its list of systems is not modelled");
}
