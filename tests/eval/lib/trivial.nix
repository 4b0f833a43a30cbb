# Plain functions, numbers, fixed points, versions, assertions.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  boom = throw "not looked at";
  functor = {
    __functor = self: { a, b ? 1 }: a;
  };
  numbers = [ (-7) (-1) 0 1 2 9 10 15 16 255 256 4095 65535 1000000 ];
in
{
  id = [ (lib.id 1) (lib.id null) (lib.id [ ]) ];
  const = [ (lib.const 1 boom) (lib.const null 2) (lib.const [ ] { }) ];
  pipe = [ (lib.pipe 2 [ (x: x + 1) (x: x * 10) toString ]) (lib.pipe 5 [ ]) (lib.pipe boom [ (_: 1) ]) ];
  flip = [ (lib.flip (a: b: a - b) 1 5) (lib.flip lib.concat [ 1 ] [ 2 ]) (lib.flip lib.const boom 3) ];
  concat = [ (lib.concat [ 1 ] [ 2 ]) (lib.concat [ ] [ ]) (lib.concat [ null ] [ ]) ];
  mergeAttrs = [ (lib.mergeAttrs { a = 1; b = 2; } { b = 3; }) (lib.mergeAttrs { } { }) (lib.mergeAttrs { a = 1; } { }) ];
  logic =
    let
      table = f: map (a: map (f a) [ true false ]) [ true false ];
    in
    [ (table lib.or) (table lib.and) (table lib.xor) (lib.or true boom) (lib.and false boom) ];
  boolToString = map lib.boolToString [ true false ];
  boolToYesNo = map lib.boolToYesNo [ true false ];
  defaultTo = [ (lib.defaultTo 1 null) (lib.defaultTo 1 false) (lib.defaultTo boom 2) ];
  mapNullable = [ (lib.mapNullable (x: x + 1) null) (lib.mapNullable (x: x + 1) 1) (lib.mapNullable boom null) ];
  import = [ (lib.importJSON ./data/sample.json) (lib.importTOML ./data/sample.toml) ];
  warn = [
    (lib.warn "text" 1)
    (lib.warnIf false boom 2)
    (lib.warnIf true "text" 3)
    (lib.warnIfNot true boom 4)
    (lib.info "text" 5)
    (lib.showWarnings [ "a" "b" ] 6)
    (lib.showWarnings [ ] 7)
  ];
  throwIf = [
    (lib.throwIf false boom 1)
    (fails (lib.throwIf true "text" 1))
    (lib.throwIfNot true boom 1)
    (fails (lib.throwIfNot false "text" 1))
  ];
  checkListOfEnum = [
    (lib.checkListOfEnum "colors" [ "red" "blue" ] [ "red" ] "ok")
    (lib.checkListOfEnum "colors" [ "red" "blue" ] [ ] "ok")
    (fails (lib.checkListOfEnum "colors" [ "red" "blue" ] [ "green" ] "ok"))
  ];
  isFunction = map lib.isFunction [ (x: x) functor builtins.add { } 1 null "x" ];
  functionArgs = map lib.functionArgs [
    (x: x)
    ({ a, b ? 1, ... }: a)
    functor
    (lib.setFunctionArgs (x: x) { q = true; })
  ];
  setFunctionArgs = [ ((lib.setFunctionArgs (x: x + 1) { }) 2) (lib.functionArgs (lib.mirrorFunctionArgs ({ a }: a) (x: x))) ((lib.mirrorFunctionArgs functor (x: x)) 4) ];
  toFunction = [ (lib.toFunction 1 2) (lib.toFunction (x: x + 1) 2) (lib.toFunction functor { a = 3; }) ];

  min = [ (lib.min 1 2) (lib.min 2 1) (lib.min (-1) 1.5) ];
  max = [ (lib.max 1 2) (lib.max 2 1) (lib.max (-1) 1.5) ];
  mod = map (n: map (lib.mod n) [ 1 2 3 (-3) 16 ]) numbers;
  compare = [ (lib.compare 1 2) (lib.compare 2 2) (lib.compare "b" "a") ];
  splitByAndCompare =
    let
      cmp = lib.splitByAndCompare (lib.hasPrefix "foo") lib.compare (a: b: lib.compare b a);
    in
    [ (cmp "a" "z") (cmp "fooa" "fooz") (cmp "f" "fooa") (cmp "fooa" "a") ];
  bits = map (n: [ (lib.bitNot n) (lib.bitAnd n 12) (lib.bitOr n 12) (lib.bitXor n 12) ]) numbers;
  toHexString = map lib.toHexString (lib.filter (n: n >= 0) numbers);
  fromHexString = map lib.fromHexString [ "0" "ff" "FF" "0x10" "00ff" "7fffffffffffffff" "DeadBeef" ];
  toBaseDigits = [
    (map (lib.toBaseDigits 2) [ 0 1 2 5 255 ])
    (lib.toBaseDigits 10 65536)
    (lib.toBaseDigits 60 86399)
    (fails (lib.toBaseDigits 1 5))
    (fails (lib.toBaseDigits 2 (-1)))
    (fails (lib.toBaseDigits 2 1.5))
  ];
  rounding = [ (lib.ceil 1.2) (lib.floor 1.8) (lib.add 1 2) (lib.sub 1 2) (lib.mul 2 3) (lib.div 7 2) (lib.lessThan 1 2) ];

  fix = [
    (lib.fix (self: { a = 1; b = self.a + 1; }))
    (builtins.attrNames (lib.fix' (self: { a = 1; })))
    (lib.converge (x: x / 2) 16)
  ];
  extends =
    let
      base = final: { a = 1; b = final.a + 10; };
      over = final: prev: { a = prev.a + 1; c = final.b; };
    in
    [
      (lib.fix (lib.extends over base))
      (lib.fix (lib.extends (lib.composeExtensions over over) base))
      (lib.fix (lib.extends (lib.composeManyExtensions [ ]) base))
      (lib.fix (lib.extends (lib.composeManyExtensions [ over (_: prev: { d = prev.c; }) ]) base))
      (lib.fix (lib.extends (lib.toExtension { a = 5; }) base))
      (lib.fix (lib.extends (lib.toExtension (prev: { a = prev.a + 6; })) base))
      (lib.fix (lib.extends (lib.toExtension over) base))
    ];
  makeExtensible =
    let
      obj = lib.makeExtensible (self: { a = 1; b = self.a; });
      named = lib.makeExtensibleWithCustomName "grow" (self: { a = 1; });
    in
    [
      (builtins.attrNames obj)
      (obj.extend (final: prev: { a = prev.a + 1; })).b
      ((obj.extend (final: prev: { a = 2; })).extend (final: prev: { c = final.b; })).c
      (named.grow (_: _: { a = 9; })).a
    ];

  versions = map (v: [ (lib.versions.major v) (lib.versions.majorMinor v) (lib.versions.splitVersion v) ]) [ "1" "1.2" "1.2.3" "1.2.3-rc4" "24.05pre" ];
  minorPatch = [ (lib.versions.minor "1.2.3") (lib.versions.patch "1.2.3") (lib.versions.patch "1.2rc1") ];
  pad = [ (lib.versions.pad 3 "1.2") (lib.versions.pad 3 "1.3-rc1") (lib.versions.pad 3 "1.2.3.4") (lib.versions.pad 2 "") ];

  asserts = [
    (lib.assertMsg true boom)
    (fails (lib.assertMsg false "text"))
    (lib.assertOneOf "x" "a" [ "a" "b" ])
    (fails (lib.assertOneOf "x" "c" [ "a" "b" ]))
    (lib.asserts.assertEachOneOf "x" [ "a" "a" ] [ "a" "b" ])
    (lib.asserts.assertEachOneOf "x" [ ] [ ])
    (fails (lib.asserts.assertEachOneOf "x" [ "a" "c" ] [ "a" "b" ]))
    (lib.asserts.checkAssertWarn [ { assertion = true; message = boom; } ] [ "w" ] 5)
    (fails (lib.asserts.checkAssertWarn [ { assertion = false; message = "m"; } ] [ ] 5))
  ];
}
