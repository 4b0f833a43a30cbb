# Fixed points and overlays.
lib:
let
  inherit (lib) isFunction;
in
{
  fix =
    f:
    let
      x = f x;
    in
    x;
  fix' =
    f:
    let
      x = f x // {
        __unfix__ = f;
      };
    in
    x;
  converge =
    f: x:
    let
      next = f x;
    in
    if next == x then x else lib.converge f next;

  extends =
    overlay: base: final:
    let
      prev = base final;
    in
    prev // overlay final prev;
  composeExtensions =
    first: second: final: prev:
    let
      a = first final prev;
    in
    a // second final (prev // a);
  composeManyExtensions = lib.foldr lib.composeExtensions (_: _: { });
  # An overlay may be written as a set, as `prev: …` or as `final: prev: …`.
  toExtension =
    x: final: prev:
    if !isFunction x then
      x
    else
      let
        short = x prev;
      in
      if isFunction short then x final prev else short;

  makeExtensible = lib.makeExtensibleWithCustomName "extend";
  makeExtensibleWithCustomName =
    name: base:
    lib.fix' (
      final:
      base final
      // {
        ${name} = overlay: lib.makeExtensibleWithCustomName name (lib.extends overlay base);
      }
    );
}
