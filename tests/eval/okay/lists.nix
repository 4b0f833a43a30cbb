# List builtins: order, laziness, edges.
let
  boom = throw "must not be forced";
  fails = x: !(builtins.tryEval (builtins.deepSeq x x)).success;
  inherit (builtins) all any concatLists concatMap elem elemAt filter foldl' genList groupBy head length map partition sort tail;
in
{
  all = [ (all (x: x > 0) [ ]) (all (x: x > 0) [ 1 2 ]) (all (x: x > 0) [ 1 0 boom ]) ];
  any = [ (any (x: x > 0) [ ]) (any (x: x > 0) [ 0 1 boom ]) (any (x: x > 0) [ 0 (-1) ]) ];
  concatLists = [ (concatLists [ ]) (concatLists [ [ 1 ] [ ] [ 2 3 ] ]) (length (concatLists [ [ boom ] [ boom ] ])) ];
  concatMap = concatMap (x: [ x (x * 10) ]) [ 1 2 ];
  elem = [ (elem 1 [ 1 boom ]) (elem 1.0 [ 1 ]) (elem { a = 1; } [ { a = 1; } ]) (elem 1 [ ]) ];
  elemAt = [ (elemAt [ 1 2 3 ] 2) (elemAt [ boom 5 ] 1) ];
  filter = filter (x: x != 2) [ 1 2 3 2 ];
  fold = [
    (foldl' (a: b: a + toString b) "" [ 1 2 3 ])
    (foldl' (a: b: b) boom [ 1 2 ])
    (foldl' (a: b: a) 7 [ ])
    (foldl' (_: x: x) 1 [ 2 3 ])
  ];
  genList = [ (genList (x: x * x) 5) (genList boom 0) (length (genList (x: boom) 3)) ];
  groupBy = groupBy (x: if x > 2 then "big" else "small") [ 1 2 3 4 0 ];
  head = [ (head [ 1 boom ]) (length (tail [ boom 2 3 ])) (tail [ 1 ]) ];
  map = [ (map (x: x + 1) [ 1 2 3 ]) (length (map boom [ ])) (elemAt (map (x: 10 / x) [ 0 5 ]) 1) ];
  partition = partition (x: x > 2) [ 1 5 2 3 ];
  sort = [
    (sort builtins.lessThan [ 3 1 2 ])
    (sort (a: b: a > b) [ 3 1 2 ])
    (sort (a: b: a.k < b.k) [ { k = 2; v = "a"; } { k = 1; v = "b"; } { k = 2; v = "c"; } { k = 1; v = "d"; } ])
    (sort builtins.lessThan [ ])
    (sort builtins.lessThan [ "b" "a" "B" "" "aa" ])
    (sort builtins.lessThan [ [ 2 ] [ 1 5 ] [ 1 ] [ ] ])
    (sort (a: b: true) [ 1 2 3 4 5 ])
  ];
  concat = [ ([ 1 ] ++ [ ] ++ [ 2 ] ++ [ [ 3 ] ]) (length ([ boom ] ++ [ boom ])) ];
  equal = [ ([ 1 2 ] == [ 1 2 ]) ([ 1 ] == [ 1 boom ]) ([ ] == [ ]) ([ 1 boom ] == [ 2 boom ]) ];
  compare = [ ([ 1 2 ] < [ 1 3 ]) ([ ] < [ 1 ]) ([ 1 ] < [ ]) ([ 1 2 ] <= [ 1 2 ]) ([ 1 boom ] < [ 2 boom ]) ([ "a" ] > [ ]) ];
  deepSeq = builtins.deepSeq [ 1 { a = 2; } ] "ok";
  fails = [ (fails (all boom [ 1 ])) (fails [ 1 boom ]) (fails (elem 2 [ 1 boom ])) ];
}
