# genericClosure: order, duplicates, kinds of keys.
let
  inherit (builtins) genericClosure;
in
{
  ints = genericClosure { startSet = [ { key = 5; } ]; operator = { key }: if key > 0 then [ { key = key - 1; } { key = key - 2; } ] else [ ]; };
  strings = genericClosure { startSet = [ { key = "a"; v = 1; } { key = "a"; v = 2; } ]; operator = x: [ { key = "b"; v = 3; } ]; };
  empty = genericClosure { startSet = [ ]; operator = x: [ ]; };
  mixed = genericClosure { startSet = [ { key = 1; } ]; operator = { key }: if key < 3 then [ { key = key + 0.5; } ] else [ ]; };
  lists = genericClosure { startSet = [ { key = [ 0 ]; } ]; operator = { key }: if builtins.length key < 3 then [ { key = key ++ [ 1 ]; } { key = key ++ [ 0 ]; } ] else [ ]; };
  many = builtins.length (genericClosure { startSet = [ { key = 0.5; } ]; operator = { key }: if key > 1500 then [ ] else [ { key = 1500 - key + 0.25; } { key = key + 1; } ]; });
}
