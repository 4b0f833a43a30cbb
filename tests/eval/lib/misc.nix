# Old helpers, package wrappers, scopes, debugging.
{ lib }:
let
  inherit (lib) misc;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  pkg = name: inputs: {
    type = "derivation";
    inherit name;
    outPath = "/${name}";
    propagatedBuildInputs = inputs;
  };
  c = pkg "c" [ ];
  b = pkg "b" [ c null ];
  a = pkg "a" [ b c ] // { propagatedNativeBuildInputs = [ c ]; };
  names = map (x: x.name);
  plain = x: lib.filterAttrs (_: v: !lib.isFunction v) x;
in
{
  maybe = [ (lib.maybeAttr "a" 1 { a = 2; }) (lib.maybeAttrNullable "b" 1 { }) ];
  setAttr = [ (lib.nvs "a" 1) (lib.setAttr { b = 1; } "a" 2) (lib.setAttrMerge "a" [ ] { } (x: x ++ [ 1 ])) (lib.setAttrMerge "a" 0 { a = 5; } (x: x + 1)) ];
  ifEnable = map (lib.ifEnable false) [ [ 1 ] { a = 1; } true false "x" 1 null ] ++ [ (lib.ifEnable true 5) ];
  nixType = map lib.nixType [ 1 "s" null true [ ] { } { outPath = "x"; } (x: x) 1.5 ./x ];
  imap = lib.imap (i: x: "${toString i}${x}") [ "a" "b" ];
  defaultMerge = [ (lib.defaultMerge { a = 1; b = 2; } { b = 3; }) (lib.defaultMerge { a = 1; } (old: { b = old.a + 1; })) (lib.defaultMergeArg 1 (x: x + 1)) ];
  foldArgs =
    let
      r = lib.foldArgs lib.mergeAttrs (args: { sum = args.x + args.y; }) { x = 1; y = 2; } { y = 5; };
    in
    [ r.sum (r.override { x = 10; }).sum r.passthru.args (r.passthru.function { x = 2; }).passthru.args ];
  flags =
    let
      set = { flags = [ "f" ]; on = true; off = false; value = 5; };
    in
    [
      (map (lib.checkFlag set) [ "true" "false" "f" "on" "off" "none" "value" ])
      (map (lib.getValue set [ [ "none" 7 ] ]) [ "value" "f" "none" "nothing" ])
      (lib.checkReqs set [ ] [ [ "on" "value" ] ])
      (lib.checkReqs set [ ] [ [ "on" "missing" ] ])
      (lib.checkReqs set [ ] [ [ "off" "missing" ] ])
      (lib.checkReqs set [ ] [ ])
    ];
  uniqList = [ (lib.uniqList { inputList = [ 1 2 1 3 2 ]; }) (lib.uniqList { inputList = [ 1 2 3 ]; acc = [ 2 ]; }) (lib.uniqList { inputList = [ ]; }) ];
  uniqListExt = [
    (lib.uniqListExt { inputList = [ 1 2 1 ]; })
    (lib.uniqListExt { inputList = [ { k = 1; v = 1; } { k = 1; v = 2; } ]; getter = x: x.k; })
    (lib.uniqListExt { inputList = [ 5 6 ]; outputList = [ 4 ]; compare = a: b: lib.mod a 2 == lib.mod b 2; })
  ];
  condConcat = [ (lib.condConcat "p" [ true "-a" false "-b" true "-c" ] lib.id) (lib.condConcat "p" [ ] lib.id) ];
  lazyGenericClosure = lib.lazyGenericClosure {
    startSet = [ { key = 5; } ];
    operator = x: if x.key == 0 then [ ] else [ { key = x.key - 1; } { key = x.key / 2; } ];
  };
  closePropagation = [
    (names (lib.closePropagation [ a ]))
    (names (lib.closePropagation [ c null a ]))
    (names (misc.closePropagationFast [ b ]))
    (names (misc.closePropagationSlow [ a ]))
    (lib.closePropagation [ ])
  ];
  modifySumArgs = lib.modifySumArgs (args: _: args) { extra = 1; } { a = 1; } { b = 2; } null;
  mergeAttrsWithFunc = [
    (lib.mergeAttrsWithFunc (a: b: a + b) { a = 1; b = 1; } { b = 2; c = 3; })
    (lib.mergeAttrsConcatenateValues { a = 1; b = [ 1 ]; } { a = 2; c = 3; })
  ];
  mergeAttrsNoOverride = [
    (lib.mergeAttrsNoOverride { } { buildInputs = [ 1 ]; buildPhase = "x"; } { buildInputs = [ 2 ]; buildPhase = "y"; z = 1; })
    (fails (lib.mergeAttrsNoOverride { } { z = 1; } { z = 2; }))
  ];
  mergeAttrByFunc = [
    (removeAttrs (lib.mergeAttrByFunc { mergeAttrBy.l = a: b: a ++ b; l = [ 1 ]; x = 1; } { l = [ 2 ]; x = 2; y = 3; }) [ "mergeAttrBy" ])
    (lib.mergeAttrsByFuncDefaultsClean [ { buildInputs = [ 1 ]; meta.a = 1; } { buildInputs = [ 2 ]; meta.b = 2; preConfigure = "p"; } { preConfigure = "q"; } ])
    (lib.attrNames lib.mergeAttrBy)
  ];

  makeOverridable =
    let
      f = { a, b ? 2, ... }@args: { sum = a + b; inherit args; };
      r = lib.makeOverridable f { a = 1; };
      g = lib.makeOverridable (x: y: x.v + y) { v = 1; };
      over = lib.makeOverridable ({ n }: { inherit n; overrideAttrs = h: { n = h n; }; }) { n = 1; };
    in
    [
      (plain r)
      (r.override { a = 5; }).sum
      (r.override (old: { b = old.a + 10; })).sum
      ((r.override { a = 5; }).override { b = 0; }).sum
      (lib.functionArgs r.override)
      (g 5)
      ((g.override { v = 10; }) 5)
      (lib.makeOverridable (_: 7) { })
      (over.overrideAttrs (n: n + 1)).n
      ((over.overrideAttrs (n: n + 1)).override { n = 5; }).n
      (lib.attrNames over)
    ];
  callPackage =
    let
      call = lib.callPackageWith { dep = "D"; other = "O"; };
      r = call ({ dep, opt ? "none" }: { inherit dep opt; }) { opt = "given"; };
      many = lib.callPackagesWith { dep = 1; } ({ dep }: { x = { v = dep; }; y = { v = dep + 1; }; }) { };
    in
    [
      (plain r)
      (plain (r.override { dep = "E"; }))
      (call ({ other, ... }: other) { })
      (plain many.x)
      (plain (many.y.override { dep = 10; }))
      (plain (call ./data/packages/one.nix { greeting = "file"; }))
      (fails (lib.callPackagesWith { } ({ }: a) { }))
    ];
  makeScope =
    let
      scope = lib.makeScope (extra: lib.callPackageWith ({ base = 1; } // extra)) (self: {
        x = self.callPackage ({ base }: { v = base; }) { };
        y = self.callPackage ({ x }: { v = x.v + 1; }) { };
      });
      over = scope.overrideScope (final: prev: { x = { v = 10; }; });
    in
    [ scope.y.v over.y.v (lib.attrNames scope) (scope.newScope { base = 5; } ({ base, x }: base + x.v) { }) (lib.attrNames (scope.packages scope)) ];
  makeScopeWithSplicing =
    let
      others = lib.genAttrs [ "selfBuildBuild" "selfBuildHost" "selfBuildTarget" "selfHostHost" "selfTargetTarget" ] (_: { });
      make = lib.makeScopeWithSplicing' {
        splicePackages = sets: sets.pkgsHostTarget;
        newScope = extra: lib.callPackageWith extra;
      };
      scope = make {
        otherSplices = others;
        extra = _: { more = 3; };
        f = self: { x = 1; y = self.callPackage ({ x, more }: { v = x + more; }) { }; };
      };
    in
    [ scope.y.v (scope.overrideScope (_: _: { x = 7; })).y.v (lib.attrNames scope) ];
  extendDerivation =
    let
      drv = { type = "derivation"; name = "d"; outputs = [ "out" "dev" ]; outPath = "/o"; drvPath = "/d"; outputName = "out"; out = drv; dev = drv // { outPath = "/dev"; outputName = "dev"; }; };
      good = lib.extendDerivation true { extra = 1; } drv;
      bad = lib.extendDerivation false { } drv;
    in
    [ good.extra good.outPath good.dev.outPath good.dev.extra good.dev.outputSpecified (map (x: x.outputName) good.all) bad.name (fails bad.outPath) (fails bad.dev.outPath) ];
  hydraJob =
    let
      drv = { name = "d"; system = "s"; meta = { }; outPath = "/o"; drvPath = "/d"; more = 1; out = drv; };
      job = lib.hydraJob drv;
    in
    [ (lib.attrNames job) job.outputName job.outPath (lib.hydraJob null) ];
  lazyDerivation =
    let
      drv = { type = "derivation"; name = "d"; outPath = "/o"; drvPath = "/d"; outputs = [ "out" ]; outputName = "out"; out = "O"; system = "s"; meta.m = 1; extra = 2; };
      lazy = lib.lazyDerivation { derivation = drv; passthru.p = 1; };
    in
    [
      (lib.attrNames lazy)
      lazy.outPath
      lazy.meta
      (lib.lazyDerivation { derivation = throw "x"; meta.z = 1; }).meta
      (lib.lazyDerivation { derivation = throw "x"; }).outputs
      (fails (lib.lazyDerivation { derivation = { }; }).outPath)
      (fails (lib.lazyDerivation { derivation = drv; outputs = [ "out" "dev" ]; }).outPath)
    ];
  optionalDrvAttr = [ (lib.optionalDrvAttr true "x") (lib.optionalDrvAttr false "x") ];
  warnOnInstantiate = [ (lib.warnOnInstantiate "w" { name = "n"; drvPath = "/d"; }).drvPath (lib.warnOnInstantiate "w" { meta = 1; overrideAttrs = f: { drvPath = f 1; }; }).meta ((lib.warnOnInstantiate "w" { overrideAttrs = f: { drvPath = f 1; }; }).overrideAttrs (x: x + 1)).drvPath ];
  extendMkDerivation =
    let
      mk = lib.extendMkDerivation {
        constructDrv = lib.setFunctionArgs (f: lib.fix f) { base = true; dropped = true; };
        extendDrvArgs = final: { pname, hidden ? 1, ... }@args: { fullName = "${final.pname}-${toString hidden}"; };
        excludeDrvArgNames = [ "hidden" "dropped" ];
        transformDrv = drv: drv // { done = true; };
      };
    in
    [ (mk { pname = "a"; }) (mk (final: { pname = "b"; hidden = 2; x = final.pname; })) (lib.functionArgs mk) (lib.attrNames mk) ];
  crossIndex = [
    (lib.renameCrossIndexFrom "pkgs" { pkgsBuildBuild = 1; pkgsBuildHost = 2; pkgsBuildTarget = 3; pkgsHostHost = 4; pkgsHostTarget = 5; pkgsTargetTarget = 6; })
    (lib.renameCrossIndexTo "self" { buildBuild = 1; buildHost = 2; buildTarget = 3; hostHost = 4; hostTarget = 5; targetTarget = 6; })
    (lib.mapCrossIndex (x: x * 10) { buildBuild = 1; buildHost = 2; buildTarget = 3; hostHost = 4; hostTarget = 5; targetTarget = 6; })
  ];

  trace = [
    (lib.traceVal 1)
    (lib.traceValFn (x: "v${toString x}") 2)
    (lib.traceIf true "m" 3)
    (lib.traceIf false (throw "no") 4)
    (lib.traceSeq { a.b = 1; } 5)
    (lib.traceSeqN 1 { a.b.c = throw "too deep"; } 6)
    (lib.traceValSeq { a = [ 7 ]; })
    (lib.traceValSeqFn (x: x) 8)
    (lib.traceValSeqN 2 { a = 9; })
    (lib.traceValSeqNFn (x: [ x ]) 2 10)
    (lib.traceFnSeqN 2 "f" (x: x + 1) 10)
    (fails (lib.traceSeq { a = throw "x"; } 1))
    (fails (lib.traceValSeq [ (throw "x") ]))
  ];
  runTests = [
    (lib.runTests { testA = { expr = 1; expected = 1; }; testB = { expr = 1; expected = 2; }; other = { expr = 1; expected = 3; }; })
    (lib.runTests { tests = [ "other" ]; testB = { expr = 1; expected = 2; }; other = { expr = 1; expected = 3; }; })
    (lib.runTests { })
    (lib.testAllTrue [ true false ])
    (lib.debug.throwTestFailures { failures = [ ]; })
    (fails (lib.debug.throwTestFailures { failures = [ { name = "n"; expected = 1; result = 2; } ]; }))
  ];
}
