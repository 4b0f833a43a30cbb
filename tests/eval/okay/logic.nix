# Booleans, conditions, assertions, null; what is not evaluated.
let
  boom = throw "must not be forced";
in
{
  and = [ (true && true) (true && false) (false && boom) ];
  or = [ (true || boom) (false || true) (false || false) ];
  implies = [ (true -> false) (true -> true) (false -> boom) ];
  not = [ (!true) (!false) (!(1 == 2)) ];
  ifs = [ (if true then 1 else boom) (if false then boom else 2) (if 1 < 2 then if false then 1 else 2 else 3) ];
  asserts = [ (assert true; 1) (assert 1 == 1; assert true; 2) ];
  null = [ (null == null) (null == false) (isNull null) (isNull 0) ];
  lets = [ (let a = 1; b = a + 1; in a + b) (let a = b; b = 2; in a) (let x = boom; in 1) (let f = n: if n == 0 then 0 else n + f (n - 1); in f 100) ];
  shadow = let a = 1; in let a = 2; b = a; in [ a b ];
  with1 = let a = 1; in with { a = 2; b = 3; }; [ a b ];
  with2 = with { a = 1; }; with { a = 2; }; a;
  with3 = with { a = 1; b = boom; }; with { c = 2; }; [ a c ];
  lazyWith = with boom; 1;
  legacyLet = let { x = 1; body = x + 1; };
  seq = [ (builtins.seq 1 2) (builtins.seq { a = boom; } 3) (builtins.seq [ boom ] 4) ];
  tryEval = [
    (builtins.tryEval 1)
    (builtins.tryEval (throw "x"))
    (builtins.tryEval (assert false; 1))
    (builtins.tryEval { a = throw "inside"; }).success
    (builtins.tryEval (builtins.seq (throw "x") 1))
    (builtins.tryEval (toString (throw "x")))
  ];
  pipes = let f = x: x + 1; g = x: x * 2; in g (f 3);
}
