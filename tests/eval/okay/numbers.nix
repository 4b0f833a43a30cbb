# Arithmetic, comparison, printing of numbers.
let
  inherit (builtins) add bitAnd bitOr bitXor ceil div floor lessThan mul sub;
  fails = x: !(builtins.tryEval x).success;
  inf = 1.0e308 * 10;
in
{
  ints = [ (1 + 2) (1 - 2) (2 * 3) (7 / 2) (-7 / 2) (7 / (-2)) (-(-3)) (0 - 5) 9223372036854775807 (-9223372036854775807 - 1) ];
  floats = [ 1.5 (1.5 + 1) (1 / 2.0) (3 * 0.1) 1.0 100000.0 1000000.0 1234567.0 0.0001 0.00001 1.0e100 (-0.5) .5 1. 1.5e3 123456.7 999999.5 0.1 (-0.0) 3.14159265358979 ];
  infinite = [ inf (-inf) ];
  strings = map toString [ 1.5 0.1 1.0e10 1000000.0 (-0.25) ];
  named = [ (add 1 2) (add 1 2.5) (sub 5 3) (mul 4 2.5) (div 9 2) (div 9 2.0) ];
  bits = [ (bitAnd 12 10) (bitOr 12 10) (bitXor 12 10) (bitAnd (-1) 255) ];
  round = [ (ceil 1.2) (floor 1.8) (ceil (-1.2)) (floor (-1.2)) (ceil 3) (floor 2.0) ];
  less = [ (lessThan 1 2) (lessThan 2 1) (lessThan 1 1.5) (lessThan 1.5 1) (1 < 2) (2 <= 2) (3 > 4) (4 >= 4) (1 <= 1.0) ];
  equal = [ (1 == 1.0) (0.1 + 0.2 == 0.3) (1 == 2) (inf == inf) (inf - inf == inf - inf) (1 != 1.0) ];
  nan = let nan = inf - inf; in [ (nan < 1) (nan <= 1) (nan > 1) (nan >= 1) ];
  precedence = [ (1 + 2 * 3) ((1 + 2) * 3) (10 - 2 - 3) (2 * 3 / 4) (1 + 1 == 2 && 3 > 2) (-1 + 2) (!false && true) ];
  big = 4611686018427387904 + 4611686018427387903;
}
