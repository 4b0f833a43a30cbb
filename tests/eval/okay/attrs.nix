# Attribute sets: order of names, laziness of values, merging, builtins.
let
  boom = throw "must not be forced";
  inherit (builtins)
    attrNames attrValues catAttrs functionArgs getAttr hasAttr intersectAttrs length listToAttrs mapAttrs removeAttrs
    zipAttrsWith;
  set = { b = 2; a = 1; "x y" = 3; Z = 4; "10" = 5; "9" = 6; _u = 7; "é" = 8; };
in
{
  names = attrNames set;
  values = attrValues set;
  inherit set;
  catAttrs = catAttrs "a" [ { a = 1; } { } { b = boom; a = 2; } ];
  functionArgs = [ (functionArgs ({ a, b ? boom, ... }@c: a)) (functionArgs (x: x)) (functionArgs ({ }: 1)) (functionArgs map) ];
  getAttr = getAttr "a" { a = 1; b = boom; };
  hasAttr = [ (hasAttr "a" { a = boom; }) (hasAttr "b" { }) ({ a.b = 1; } ? a.b) ({ a = 1; } ? a.b) ({ a.b = 1; } ? a.c) (1 ? a) ({ a.b = 1; } ? ${"a"}."b") ];
  intersect = [ (intersectAttrs { a = boom; c = boom; } { a = 1; b = boom; c = 3; }) (intersectAttrs { } { a = 1; }) ];
  listToAttrs = listToAttrs [ { name = "a"; value = 1; } { name = "b"; value = 2; extra = boom; } { name = "a"; value = boom; } ];
  lazyValue = length (attrNames (listToAttrs [ { name = "a"; value = boom; } ]));
  mapAttrs = [ (mapAttrs (n: v: n + toString v) { a = 1; b = 2; }) (attrNames (mapAttrs boom { a = boom; })) ];
  removeAttrs = [ (removeAttrs { a = 1; b = boom; } [ "b" "c" ]) (removeAttrs { } [ "x" ]) (removeAttrs { a = 1; } [ ]) ];
  zip = zipAttrsWith (n: vs: [ n vs ]) [ { a = 1; b = 2; } { a = 3; } ];
  zipLazy = attrNames (zipAttrsWith (_: boom) [ { a = boom; } { b = boom; } ]);
  update = [ ({ a = 1; b = 2; } // { b = 3; c = 4; }) ({ } // { a = 1; }) ({ a.x = 1; } // { a.y = 2; }) (attrNames ({ a = boom; } // { b = boom; })) ];
  select = [ ({ a.b.c = 1; }.a.b.c) ({ }.a or "default") ({ a = 1; }.a.b or "not a set") ({ a.b = 1; }.a.c.d or "deep") ({ a = null; }.${"a"}) ];
  nested = { a.b = 1; a.c = 2; a."d e" = 3; "f".g = 4; };
  dynamic = let n = "x"; in { ${n} = 1; "${n}y" = 2; ${null} = boom; a.${n}.b = 3; };
  rec1 = rec { a = b + 1; b = 2; c.d = a; };
  inherited = let a = 1; s = { b = 2; c = 3; }; in { inherit a; inherit (s) b c; inherit; inherit ({ "d e" = 5; }) "d e"; };
  equal = [ ({ a = 1; } == { a = 1; }) ({ a = 1; } == { b = 1; }) ({ } == { }) ({ a = 1; } == { a = 1.0; }) ({ a = boom; } == { }) ];
  same = let f = x: x; s = { inherit f; }; in [ (f == f) (s == s) ([ f ] == [ f ]) ({ g = f; } == { g = f; }) ];
  overrides = rec { __overrides = { a = 10; }; a = 1; b = a; }.b;
  functor = { __functor = self: x: self.base + x; base = 10; } 5;
  functorOfFunctor = { __functor = { __functor = _: self: x: [ (self ? __functor) x ]; }; } 5;
}
