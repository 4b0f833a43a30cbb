# Lists.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  boom = throw "not looked at";
  isEven = x: lib.mod x 2 == 0;
in
{
  optional = [
    (lib.optional true 1)
    (lib.optional false 1)
    (lib.optional false boom)
    (lib.optional true [ 1 ])
    (lib.optional true null)
  ];
  optionals = [
    (lib.optionals true [ 1 2 ])
    (lib.optionals false [ 1 2 ])
    (lib.optionals false boom)
    (lib.optionals true [ ])
  ];
  singleton = [ (lib.singleton 1) (lib.singleton [ ]) (lib.singleton null) ];
  toList = [ (lib.toList 1) (lib.toList [ 1 ]) (lib.toList [ ]) (lib.toList null) (lib.toList { a = 1; }) ];
  forEach = [ (lib.forEach [ 1 2 ] (x: x + 1)) (lib.forEach [ ] boom) (lib.forEach [ "a" ] toString) ];
  foldr = [
    (lib.foldr (a: b: a + b) 0 [ 1 2 3 ])
    (lib.foldr (a: b: "(${a}${b})") "" [ "x" "y" "z" ])
    (lib.foldr (a: b: a || b) false [ true boom ])
    (lib.foldr boom 7 [ ])
  ];
  foldl = [
    (lib.foldl (a: b: a - b) 10 [ 1 2 3 ])
    (lib.foldl (a: b: "(${a}${b})") "" [ "x" "y" "z" ])
    (lib.foldl (_: b: b) boom [ 1 2 ])
    (lib.foldl boom 7 [ ])
  ];
  foldl' = [
    (lib.foldl' (a: b: a - b) 10 [ 1 2 3 ])
    (lib.foldl' (a: b: "(${a}${b})") "" [ "x" "y" "z" ])
    (fails (lib.foldl' (_: b: b) boom [ 1 ]))
    (fails (lib.foldl' (_: b: b) boom [ ]))
    (lib.foldl' (a: _: a) 1 [ boom ])
  ];
  fold = lib.fold (a: b: a + b) "" [ "x" "y" ];
  imap0 = [ (lib.imap0 (i: v: "${v}-${toString i}") [ "a" "b" ]) (lib.imap0 (i: _: i) [ boom boom ]) (lib.imap0 boom [ ]) ];
  imap1 = [ (lib.imap1 (i: v: "${v}-${toString i}") [ "a" "b" ]) (lib.imap1 (i: _: i) [ boom ]) (lib.imap1 boom [ ]) ];
  ifilter0 = [
    (lib.ifilter0 (i: _: i == 0 || i == 2) [ "a" "b" "c" ])
    (lib.ifilter0 (i: x: i < x) [ 1 0 7 ])
    (lib.ifilter0 boom [ ])
  ];
  flatten = [
    (lib.flatten [ 1 [ 2 [ 3 ] 4 ] [ [ [ ] ] ] 5 ])
    (lib.flatten 1)
    (lib.flatten [ ])
    (lib.flatten [ { a = [ 1 ]; } [ null ] ])
  ];
  remove = [ (lib.remove 3 [ 1 3 4 3 ]) (lib.remove "a" [ ]) (lib.remove null [ null 1 ]) (lib.remove { } [ { } { a = 1; } ]) ];
  unique = [ (lib.unique [ 3 2 3 4 ]) (lib.unique [ ]) (lib.unique [ { a = 1; } { a = 1; } [ ] null [ ] ]) (lib.unique [ 1 1.0 "1" ]) ];
  uniqueStrings = [ (lib.uniqueStrings [ "b" "a" "b" ]) (lib.uniqueStrings [ ]) (lib.uniqueStrings [ "x" ]) ];
  allUnique = [ (lib.allUnique [ 3 2 3 ]) (lib.allUnique [ 3 2 ]) (lib.allUnique [ ]) ];
  intersectLists = [ (lib.intersectLists [ 1 2 3 ] [ 6 3 2 2 ]) (lib.intersectLists [ ] [ 1 ]) (lib.intersectLists [ 1 ] [ ]) ];
  subtractLists = [ (lib.subtractLists [ 3 2 ] [ 1 2 3 4 5 3 ]) (lib.subtractLists [ ] [ 1 ]) (lib.subtractLists [ 1 ] [ ]) ];
  mutuallyExclusive = [
    (lib.mutuallyExclusive [ 1 2 ] [ 3 ])
    (lib.mutuallyExclusive [ 1 2 ] [ 2 ])
    (lib.mutuallyExclusive [ ] [ 1 ])
    (lib.mutuallyExclusive [ 1 ] [ ])
  ];
  count = [ (lib.count isEven [ 1 2 4 ]) (lib.count isEven [ ]) (lib.count (_: true) [ boom boom ]) ];
  findSingle = map (lib.findSingle (x: x == 3) "none" "many") [ [ 1 3 ] [ 1 9 ] [ 3 3 ] [ ] ];
  findFirst = [
    (lib.findFirst (x: x > 3) 7 [ 1 6 4 ])
    (lib.findFirst (x: x > 9) 7 [ 1 6 4 ])
    (lib.findFirst (x: x == 1) 7 [ 1 boom ])
    (lib.findFirst (_: true) 7 [ ])
    (lib.findFirst (x: x == null) 7 [ null ])
  ];
  findFirstIndex = [
    (lib.lists.findFirstIndex (x: x > 3) null [ 0 6 4 ])
    (lib.lists.findFirstIndex (x: x > 9) null [ 0 6 4 ])
    (lib.lists.findFirstIndex (x: x == 1) null [ 0 1 boom ])
    (lib.lists.findFirstIndex (x: x == 0) (-1) [ 0 ])
  ];
  range = [ (lib.range 2 4) (lib.range 3 1) (lib.range (-1) (-1)) (lib.range 0 0) ];
  replicate = [ (lib.replicate 3 "a") (lib.replicate 0 boom) (lib.replicate 2 [ ]) ];
  reverseList = map lib.reverseList [ [ ] [ 1 ] [ "b" "o" "j" ] ];
  sublist = [
    (lib.sublist 1 3 [ "a" "b" "c" "d" "e" ])
    (lib.sublist 1 3 [ ])
    (lib.sublist 3 9 [ 1 2 3 4 ])
    (lib.sublist 4 1 [ 1 2 3 4 ])
    (lib.sublist 0 0 [ 1 ])
  ];
  take = [ (lib.take 2 [ 1 2 3 ]) (lib.take 0 [ 1 ]) (lib.take 5 [ 1 ]) (lib.take 2 [ ]) ];
  drop = [ (lib.drop 2 [ 1 2 3 ]) (lib.drop 0 [ 1 ]) (lib.drop 5 [ 1 ]) (lib.drop 2 [ ]) ];
  takeEnd = [ (lib.takeEnd 2 [ 1 2 3 ]) (lib.takeEnd 0 [ 1 ]) (lib.takeEnd 5 [ 1 ]) ];
  dropEnd = [ (lib.dropEnd 2 [ 1 2 3 ]) (lib.dropEnd 0 [ 1 ]) (lib.dropEnd 5 [ 1 ]) ];
  last = [ (lib.last [ 1 2 ]) (lib.last [ [ ] ]) (fails (lib.last [ ])) ];
  init = [ (lib.init [ 1 2 ]) (lib.init [ 1 ]) (fails (lib.init [ ])) ];
  zipListsWith = [
    (lib.zipListsWith (a: b: a + b) [ "h" "l" ] [ "e" "o" "x" ])
    (lib.zipListsWith boom [ ] [ 1 ])
    (lib.zipListsWith (a: b: [ a b ]) [ 1 2 3 ] [ 4 ])
  ];
  zipLists = [ (lib.zipLists [ 1 2 ] [ "a" "b" ]) (lib.zipLists [ ] [ ]) (lib.zipLists [ 1 ] [ ]) ];
  concatAttrValues = [ (lib.concatAttrValues { b = [ 3 ]; a = [ 1 2 ]; }) (lib.concatAttrValues { }) (lib.concatAttrValues { a = [ ]; }) ];

  sortOn = [
    (lib.sortOn builtins.stringLength [ "aa" "b" "cccc" "d" ])
    (lib.sortOn (x: -x) [ 1 3 2 ])
    (lib.sortOn boom [ ])
  ];
  naturalSort = [
    (lib.naturalSort [ "disk11" "disk8" "disk100" "disk9" ])
    (lib.naturalSort [ "10.46.133.149" "10.5.16.62" "10.54.16.25" ])
    (lib.naturalSort [ "v0.2" "v0.15" "v0.0.9" ])
    (lib.naturalSort [ "a01" "a1" "a001" "a" ])
    (lib.naturalSort [ ])
  ];
  compareLists = [
    (lib.compareLists lib.compare [ ] [ ])
    (lib.compareLists lib.compare [ ] [ "a" ])
    (lib.compareLists lib.compare [ "a" ] [ ])
    (lib.compareLists lib.compare [ "a" "b" ] [ "a" "c" ])
    (lib.compareLists lib.compare [ 2 ] [ 1 9 ])
  ];
  sort = [ (lib.sort (a: b: a < b) [ 3 1 2 ]) (lib.sort builtins.lessThan [ "b" "a" ]) (lib.sort builtins.lessThan [ ]) ];
  listDfs = [
    (lib.listDfs true lib.hasPrefix [ "/home/user" "other" "/" "/home" ])
    (lib.listDfs true lib.hasPrefix [ "/home/user" "other" "/" "/home" "/" ])
    (lib.listDfs false lib.hasPrefix [ "a" ])
  ];
  toposort = [
    (lib.toposort lib.hasPrefix [ "/home/user" "other" "/" "/home" ])
    (lib.toposort lib.hasPrefix [ "/home/user" "other" "/" "/home" "/" ])
    (lib.toposort (a: b: a < b) [ 3 2 1 ])
    (lib.toposort (_: _: false) [ "b" "a" ])
    (lib.toposort boom [ ])
    (lib.toposort boom [ 1 ])
  ];
  groupBy = [
    (lib.groupBy (x: if x > 2 then "big" else "small") [ 5 1 2 3 4 ])
    (lib.groupBy (x: x.n) [ { n = "b"; } { n = "a"; } { n = "b"; v = 1; } ])
    (lib.groupBy lib.id [ ])
  ];
  groupBy' = [
    (lib.groupBy' (a: b: a + b) 0 (x: lib.boolToString (x > 2)) [ 5 1 2 3 4 ])
    (lib.groupBy' boom 0 lib.id [ ])
    (lib.groupBy' (a: b: [ a b ]) null (_: "k") [ 1 2 ])
  ];
  hasPrefix = [
    (lib.lists.hasPrefix [ 1 2 ] [ 1 2 3 4 ])
    (lib.lists.hasPrefix [ 0 1 ] [ 1 2 ])
    (lib.lists.hasPrefix [ ] [ ])
    (lib.lists.hasPrefix [ 1 2 ] [ 1 ])
  ];
  removePrefix = [
    (lib.lists.removePrefix [ 1 2 ] [ 1 2 3 4 ])
    (lib.lists.removePrefix [ ] [ 1 ])
    (fails (lib.lists.removePrefix [ 0 ] [ 1 2 ]))
  ];
  commonPrefix = [
    (lib.lists.commonPrefix [ 1 2 3 4 5 6 ] [ 1 2 4 8 ])
    (lib.lists.commonPrefix [ 1 2 3 ] [ 1 2 3 4 ])
    (lib.lists.commonPrefix [ 1 ] [ 4 ])
    (lib.lists.commonPrefix [ ] [ 4 ])
  ];
  crossLists = [ (lib.crossLists (x: y: x * 10 + y) [ [ 1 2 ] [ 3 4 ] ]) (lib.crossLists (x: x) [ [ ] ]) (lib.crossLists 7 [ ]) ];
  replaceElemAt = [
    (lib.replaceElemAt [ 1 2 3 ] 0 "a")
    (lib.replaceElemAt [ 1 2 3 ] 2 "a")
    (fails (lib.replaceElemAt [ 1 2 3 ] 3 "a"))
    (fails (lib.replaceElemAt [ ] 0 "a"))
    (fails (lib.replaceElemAt [ 1 ] (-1) "a"))
  ];
  partition = [ (lib.partition (x: x > 2) [ 5 1 2 3 4 ]) (lib.partition isEven [ ]) (lib.partition isEven [ 2 ]) ];
  # Thousands of elements must not exhaust the stack.
  long =
    let
      many = lib.range 1 3000;
      text = lib.concatMapStringsSep "," toString many;
    in
    [
      (lib.foldr (a: b: a + b) 0 many)
      (lib.foldl (a: b: a + b) 0 many)
      (lib.foldl' (a: b: a + b) 0 many)
      (lib.length (lib.flatten (map (x: [ [ x ] ]) many)))
      (lib.length (lib.unique (map (x: lib.mod x 50) many)))
      (lib.last (lib.splitString "," text))
      (lib.stringLength (lib.toSentenceCase (lib.concatStrings (lib.splitStringBy (_: c: c == ",") false text))))
      (lib.last (lib.naturalSort (map toString many)))
      (lib.length (lib.sortOn (x: -x) many))
      (lib.findFirst (x: x > 2999) null many)
      (lib.length (lib.attrNames (lib.mergeAttrsList (map (x: { ${toString x} = x; }) many))))
    ];
  sameFunctions = [ (lib.lists.optional true 1) (lib.lists.any (x: x) [ false true ]) (lib.lists.concatMap (x: [ x x ]) [ 1 ]) ];
}
