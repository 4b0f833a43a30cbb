# Prints what nixpkgs' own `lib` makes of a fixture; this is what the `.exp` files hold:
#   nix-instantiate --eval --strict tests/eval/lib/data/oracle.nix --arg file ./tests/eval/lib/lists.nix > tests/eval/lib/lists.exp
# The copy hides which parts are the same value in memory: Nix would print such a part once.
{
  file,
  lib ? import <nixpkgs/lib>,
}:
let
  copy =
    x:
    if builtins.isAttrs x then
      builtins.mapAttrs (_: copy) x
    else if builtins.isList x then
      map copy x
    else
      x;
in
copy (import file { inherit lib; })
