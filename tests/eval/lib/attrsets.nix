# Attribute sets: the frequent functions.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  boom = throw "not looked at";
  nested = {
    a.b.c = 1;
    a.d = [ 2 ];
    e = null;
  };
in
{
  optionalAttrs = [
    (lib.optionalAttrs true { a = 1; })
    (lib.optionalAttrs false { a = 1; })
    (lib.optionalAttrs false boom)
  ];
  nameValuePair = [ (lib.nameValuePair "a" 1) (lib.nameValuePair "" null) (lib.nameValuePair "x" [ ]) ];
  isDerivation = map lib.isDerivation [ { type = "derivation"; } { type = "x"; } { } 1 null [ ] "derivation" (x: x) ];
  mapAttrsToList = [
    (lib.mapAttrsToList (n: v: "${n}=${toString v}") { b = 2; a = 1; })
    (lib.mapAttrsToList boom { })
    (lib.mapAttrsToList (n: _: n) { x = boom; })
  ];
  mapAttrs' = [
    (lib.mapAttrs' (n: v: lib.nameValuePair "foo_${n}" "bar-${v}") { x = "a"; y = "b"; })
    (lib.mapAttrs' (n: v: lib.nameValuePair "same" v) { x = "a"; y = "b"; })
    (lib.mapAttrs' boom { })
  ];
  attrsToList = [ (lib.attrsToList { b = 2; a = 1; }) (lib.attrsToList { }) (lib.length (lib.attrsToList { a = boom; })) ];
  filterAttrs = [
    (lib.filterAttrs (n: v: v != null) { a = null; b = 1; c = false; })
    (lib.filterAttrs (n: _: lib.hasPrefix "x" n) { x1 = 1; y = boom; x2 = 2; })
    (lib.filterAttrs (_: _: false) nested)
    (lib.filterAttrs boom { })
  ];
  concatMapAttrs = [
    (lib.concatMapAttrs (n: v: { ${n} = v; ${n + v} = v; }) { x = "a"; y = "b"; })
    (lib.concatMapAttrs (n: v: { k = v; }) { x = "a"; y = "b"; })
    (lib.concatMapAttrs boom { })
  ];
  foldlAttrs = [
    (lib.foldlAttrs (acc: n: v: { sum = acc.sum + v; names = acc.names ++ [ n ]; }) { sum = 0; names = [ ]; } { b = 2; a = 1; })
    (lib.foldlAttrs boom 7 { })
    (lib.foldlAttrs (acc: _: _: acc + 1) 0 { x = boom; y = boom; })
  ];
  genAttrs = [
    (lib.genAttrs [ "foo" "bar" ] (n: "x_${n}"))
    (lib.genAttrs [ ] boom)
    (lib.genAttrs [ "a" "a" ] (n: n))
  ];
  genAttrs' = [
    (lib.genAttrs' [ 1 2 ] (n: lib.nameValuePair "n${toString n}" n))
    (lib.genAttrs' [ ] boom)
    (lib.genAttrs' [ "a" "b" ] (n: lib.nameValuePair "same" n))
  ];
  getAttrs = [ (lib.getAttrs [ "a" "c" ] { a = 1; b = 2; c = 3; }) (lib.getAttrs [ ] boom) (lib.attrNames (lib.getAttrs [ "a" ] { })) ];
  attrVals = [ (lib.attrVals [ "c" "a" ] { a = 1; b = 2; c = 3; }) (lib.attrVals [ ] { }) (lib.attrVals [ "a" "a" ] { a = 1; }) ];
  mergeAttrsList = [
    (lib.mergeAttrsList [ ])
    (lib.mergeAttrsList [ { a = 1; } ])
    (lib.mergeAttrsList [ { a = 1; b = 2; } { b = 3; } { c = 4; b = 5; } ])
    (lib.mergeAttrsList [ { a = 1; b.x = 2; } { b.y = 3; } ])
  ];
  recursiveUpdate = [
    (lib.recursiveUpdate { a.b = 1; a.c = 2; d = 3; } { a.b = 9; e = 4; })
    (lib.recursiveUpdate { a = 1; } { a.b = 2; })
    (lib.recursiveUpdate { a.b = 2; } { a = 1; })
    (lib.recursiveUpdate { } nested)
    (lib.recursiveUpdate nested { })
    (lib.recursiveUpdate { a = [ 1 ]; } { a = [ 2 ]; })
    (lib.recursiveUpdate { a = null; } { a = { }; })
    (lib.attrNames (lib.recursiveUpdate { a = boom; } { b = boom; }))
  ];
  recursiveUpdateUntil = [
    (lib.recursiveUpdateUntil (path: l: r: path == [ "foo" ] || !(lib.isAttrs l && lib.isAttrs r))
      { foo.bar = 1; foo.baz = 2; bar.x = 3; bar.y = 6; }
      { foo.bar = 4; foo.quz = 5; bar.x = 7; }
    )
    (lib.recursiveUpdateUntil (_: _: _: true) { a.b = 1; } { a.c = 2; })
    (lib.recursiveUpdateUntil (path: l: r: !(lib.isAttrs l && lib.isAttrs r) || path == [ "a" "b" ]) { a.b.c = 1; a.x.y = 1; } { a.b.d = 2; a.x.z = 2; })
  ];
  attrByPath = [
    (lib.attrByPath [ "a" "b" "c" ] 0 nested)
    (lib.attrByPath [ "a" "x" ] 0 nested)
    (lib.attrByPath [ ] 0 { y = 1; })
    (lib.attrByPath [ "e" "f" ] 0 nested)
    (lib.attrByPath [ "e" ] 0 nested)
    (lib.attrByPath [ "a" ] boom { a = 1; })
    (lib.attrByPath [ "a" ] 0 null)
  ];
  hasAttrByPath = [
    (lib.hasAttrByPath [ "a" "b" ] nested)
    (lib.hasAttrByPath [ "a" "x" ] nested)
    (lib.hasAttrByPath [ ] boom)
    (lib.hasAttrByPath [ "e" "f" ] nested)
    (lib.hasAttrByPath [ "e" ] nested)
  ];
  getAttrFromPath = [
    (lib.getAttrFromPath [ "a" "b" "c" ] nested)
    (lib.getAttrFromPath [ "a" "d" ] nested)
    (lib.getAttrFromPath [ ] 3)
  ];
  setAttrByPath = [ (lib.setAttrByPath [ "a" "b" ] 3) (lib.setAttrByPath [ ] 3) (lib.setAttrByPath [ "x" ] [ ]) ];
  zipAttrs = [ (lib.zipAttrs [ { a = 1; } { a = 2; b = 3; } ]) (lib.zipAttrs [ ]) (lib.zipAttrs [ { } { x = null; } ]) ];
  zipAttrsWith = [
    (lib.zipAttrsWith (n: vs: [ n vs ]) [ { a = 1; } { a = 2; b = 3; } ])
    (lib.zipAttrsWith (n: _: n) [ ])
    (lib.zipAttrsWith (_: lib.last) [ { a = 1; } { a = 2; } ])
  ];
  zipAttrsWithNames = [
    (lib.zipAttrsWithNames [ "a" ] (n: vs: vs) [ { a = "x"; } { a = "y"; b = "z"; } ])
    (lib.zipAttrsWithNames [ "q" ] (n: vs: vs) [ { a = "x"; } ])
    (lib.zipAttrsWithNames [ ] boom [ ])
  ];
  collect = [
    (lib.collect lib.isList { a.b = [ 1 ]; a.c = [ 2 ]; d = 3; })
    (lib.collect (x: x ? outPath) { b.outPath = "b"; a.x.outPath = "a"; c = "no"; })
    (lib.collect lib.isAttrs { a.b = 1; })
    (lib.collect lib.isInt [ 1 ])
    (lib.collect lib.isInt 1)
  ];

  filterAttrsRecursive = [
    (lib.filterAttrsRecursive (n: v: v != null) { a.b = null; a.c = 1; d = null; e = [ null ]; })
    (lib.filterAttrsRecursive (n: v: n != "x") { x.a = 1; y.x = 1; y.z = 2; })
    (lib.filterAttrsRecursive (_: _: true) nested)
  ];
  mapAttrsRecursive = [
    (lib.mapAttrsRecursive (path: value: lib.concatStringsSep "-" (path ++ [ value ])) { n.a = "A"; n.m.b = "B"; d = "C"; })
    (lib.mapAttrsRecursive boom { })
    (lib.mapAttrsRecursive (path: _: path) nested)
  ];
  mapAttrsRecursiveCond = [
    (lib.mapAttrsRecursiveCond (x: !(x ? stop)) (path: x: if lib.isAttrs x then "set" else x + 1) { a.b = 1; c.stop = true; c.d = 2; })
    (lib.mapAttrsRecursiveCond (_: false) (p: _: p) { a.b = 1; c = 2; })
    (lib.mapAttrsRecursiveCond boom (p: v: v) { c = 2; })
  ];
  mapAttrsToListRecursive = [
    (lib.mapAttrsToListRecursive (path: value: "${lib.concatStringsSep "." path}=${toString value}") { n.a = 1; n.m.b = 2; d = 3; })
    (lib.mapAttrsToListRecursive boom { })
    (lib.mapAttrsToListRecursiveCond (path: x: lib.length path < 2) (path: _: path) { a.b.c = 1; d = 2; })
  ];
  foldAttrs = [
    (lib.foldAttrs (item: acc: [ item ] ++ acc) [ ] [ { a = 2; } { a = 3; b = 9; } { b = 1; } ])
    (lib.foldAttrs boom 0 [ ])
    (lib.foldAttrs (a: b: a + b) 0 [ { a = 1; } { a = 5; } ])
  ];
  cartesianProduct = [
    (lib.cartesianProduct { a = [ 1 2 ]; b = [ 10 20 ]; })
    (lib.cartesianProduct { })
    (lib.cartesianProduct { a = [ ]; b = [ 1 ]; })
  ];
  mapCartesianProduct = [
    (lib.mapCartesianProduct ({ a, b }: "${a}-${b}") { a = [ "1" "2" ]; b = [ "3" "4" ]; })
    (lib.mapCartesianProduct (x: x) { })
    (lib.mapCartesianProduct boom { a = [ ]; })
  ];
  matchAttrs = [
    (lib.matchAttrs { a = { }; } { a.b = 1; c = 2; })
    (lib.matchAttrs { a.b = 1; } { a.b = 2; })
    (lib.matchAttrs { a.b = 1; } { a.b = 1; a.c = 3; })
    (lib.matchAttrs { } { x = 1; })
    (lib.matchAttrs { x = 1; } { })
    (lib.matchAttrs { x = { }; } { x = 1; })
    (fails (lib.matchAttrs 1 { }))
  ];
  overrideExisting = [
    (lib.overrideExisting { a = 1; b = 2; } { b = 3; c = 4; })
    (lib.overrideExisting { } { b = 3; })
    (lib.overrideExisting { a = 1; } { })
  ];
  unionOfDisjoint = [
    (lib.attrsets.unionOfDisjoint { a = 1; } { b = 2; })
    (lib.attrsets.unionOfDisjoint { a = 1; b = 1; } { b = 2; c = 3; }).a
    (fails (lib.attrsets.unionOfDisjoint { a = 1; b = 1; } { b = 2; }).b)
  ];
  showAttrPath = map lib.showAttrPath [ [ ] [ "a" "b" ] [ "a b" "c.d" "with" "x-y" ] ];
  longestValidPathPrefix = map (p: lib.attrsets.longestValidPathPrefix p nested) [
    [ "a" "b" "c" ]
    [ "a" "x" "c" ]
    [ "q" ]
    [ ]
    [ "e" "f" ]
    [ "a" "b" "c" "d" ]
  ];
  updateManyAttrsByPath = [
    (lib.updateManyAttrsByPath [
      { path = [ "a" "b" ]; update = old: { d = old.c; }; }
      { path = [ "a" "b" "c" ]; update = old: old + 1; }
      { path = [ "x" "y" ]; update = _: "xy"; }
    ] { a.b.c = 0; })
    (lib.updateManyAttrsByPath [ { path = [ ]; update = x: x + 1; } { path = [ ]; update = x: x * 2; } ] 3)
    (lib.updateManyAttrsByPath [ ] { a = 1; })
    (fails (lib.updateManyAttrsByPath [ { path = [ "a" "b" ]; update = x: x; } ] { a = 1; }))
    (fails (lib.updateManyAttrsByPath [ { path = [ "q" ]; update = x: x; } ] { a = 1; }))
  ];
  outputs =
    let
      plain = { p = "plain"; };
      multi = { p = "multi"; out.p = "out"; bin.p = "bin"; dev.p = "dev"; lib.p = "lib"; static.p = "static"; };
      chosen = multi // { outputSpecified = true; };
      unchosen = multi // { outputSpecified = false; };
      noBin = { p = "nobin"; out.p = "out"; };
      all = f: map (x: (f x).p) [ plain multi chosen unchosen noBin ];
    in
    {
      getBin = all lib.getBin;
      getLib = all lib.getLib;
      getDev = all lib.getDev;
      getMan = all lib.getMan;
      getStatic = all lib.getStatic;
      getInclude = all lib.getInclude;
      getOutput = all (lib.getOutput "static");
      getFirstOutput = all (lib.getFirstOutput [ "nope" "dev" ]);
      chooseDevOutputs = map (x: x.p) (lib.chooseDevOutputs [ plain multi ]);
    };
  recurse = [ (lib.recurseIntoAttrs { a = 1; }) (lib.dontRecurseIntoAttrs { a = 1; }) (lib.recurseIntoAttrs { recurseForDerivations = false; }) ];
}
