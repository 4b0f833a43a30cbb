# Functions: patterns, defaults, currying, partial application.
let
  f = { a, b ? a + 1, c ? 10, ... }@args: [ a b c (args ? b) ];
  curried = a: b: c: [ a b c ];
  boom = throw "must not be forced";
in
{
  patterns = [ (f { a = 1; }) (f { a = 1; b = 5; d = boom; }) (f { a = 1; c = 2; b = 3; }) ];
  lazyArgs = [ ((x: 1) boom) (({ a, b }: a) { a = 1; b = boom; }) (({ a ? boom, b ? 2 }: b) { }) ];
  atFirst = (args@{ a, ... }: [ a (builtins.attrNames args) ]) { a = 1; z = 2; };
  mutual = ({ a ? b, b ? 2 }: [ a b ]) { };
  mutual2 = ({ a ? b, b ? 2 }: [ a b ]) { b = 3; };
  mutual3 = ({ a ? b, b ? a }: [ a b ]) { a = 4; };
  atInDefault = ({ a ? all.b, b, ... }@all: a) { b = 6; };
  curried = [ (curried 1 2 3) ((curried 1) 2 3) (let g = curried 1; in (g 2) 3) ];
  partial = [ (map (builtins.add 1) [ 1 2 ]) (builtins.foldl' builtins.add 0 [ 1 2 3 ]) (builtins.map (builtins.substring 1) [ ]) ];
  printed = [ f (x: x) map (builtins.add 1) builtins.true ];
  ellipsis = ({ ... }: 1) { a = boom; };
  recursion = let fix = f: let x = f x; in x; in fix (self: { a = 1; b = self.a + 1; });
  y = let fact = self: n: if n < 2 then 1 else n * self self (n - 1); in fact fact 10;
  compose = builtins.foldl' (f: g: x: g (f x)) (x: x) [ (x: x + 1) (x: x * 2) ] 5;
  shadowed = (x: (x: x) 2) 1;
  types = map builtins.isFunction [ f map (builtins.add 1) { __functor = _: x: x; } 1 ];
}
