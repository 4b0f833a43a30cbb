# Strings that stand for numbers, versions, package names, store paths, build flags.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  store = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-hello-2.12";
in
{
  toInt = map lib.toInt [ "0" "7" "-3" " 42 " "\t8080\n" "1234567890123" ];
  toIntFails = map (x: fails (lib.toInt x)) [ "" "a" "1.5" "007" "1 2" "0x10" "--1" ];
  toIntBase10 = map lib.toIntBase10 [ "0" "000" "007" "-3" " 0042 " "10" ];
  toIntBase10Fails = map (x: fails (lib.toIntBase10 x)) [ "" "a" "1.5" "0x1" ];
  floatToString = map lib.strings.floatToString [ 0.5 2.0 3.25 ];
  versionOlder = [
    (lib.versionOlder "1.1" "1.2")
    (lib.versionOlder "1.1" "1.1")
    (lib.versionOlder "1.10" "1.9")
    (lib.versionOlder "25.05pre" "25.05")
    (lib.versionOlder "" "1")
  ];
  versionAtLeast = [
    (lib.versionAtLeast "1.1" "1.0")
    (lib.versionAtLeast "1.1" "1.1")
    (lib.versionAtLeast "1.1" "1.1.1")
    (lib.versionAtLeast "2.0rc1" "2.0")
  ];
  getName = map lib.getName [
    "hello-2.12"
    "hello"
    "gcc-wrapper-12.3"
    "x-y-z"
    { pname = "a"; name = "b-1"; }
    { name = "c-2.0-rc1"; }
  ];
  getVersion = map lib.getVersion [
    "hello-2.12"
    "hello"
    "a-b-1.0beta-2"
    { version = "9"; name = "b-1"; }
    { name = "c-2.0-rc1"; }
  ];
  nameFromURL = [
    (lib.nameFromURL "https://example.org/a/b-1.0.tar.gz" ".")
    (lib.nameFromURL "https://example.org/a/b-1.0.tar.gz" "-")
    (fails (lib.nameFromURL "https://example.org/a/b" "-"))
  ];
  isStringLike = map lib.isStringLike [
    "a"
    ./x
    1
    null
    { outPath = "/x"; }
    { __toString = _: "x"; }
    { }
    [ "a" ]
    (x: x)
  ];
  isConvertibleWithToString = map lib.strings.isConvertibleWithToString [
    "a"
    1
    1.5
    null
    true
    [ 1 [ "x" ] ]
    [ { } ]
    { }
    (x: x)
    { outPath = "/x"; }
  ];
  isStorePath = map lib.isStorePath [
    store
    "${store}/bin"
    "/nix/store"
    "/tmp/x"
    ""
    "nix/store/x"
    1
    null
    [ ]
    { outPath = store; }
    "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"
  ];
  sanitizeDerivationName = map lib.strings.sanitizeDerivationName [
    ""
    "hello"
    "..hello"
    "a b/c"
    "?x=y"
    "."
    "a  b"
    "@"
    (lib.strings.replicate 300 "a")
    (lib.strings.replicate 130 "é")
  ];

  enableFeature = [ (lib.enableFeature true "x") (lib.enableFeature false "x") (fails (lib.enableFeature true 1)) ];
  enableFeatureAs = [ (lib.enableFeatureAs true "x" "y") (lib.enableFeatureAs false "x" "y") (lib.enableFeatureAs false "x" (throw "no")) ];
  withFeature = [ (lib.withFeature true "x") (lib.withFeature false "x") (fails (lib.withFeature true { })) ];
  withFeatureAs = [ (lib.withFeatureAs true "x" "y") (lib.withFeatureAs false "x" "y") ];
  cmake = [
    (lib.cmakeOptionType "string" "ENGINE" "sdl2")
    (lib.cmakeOptionType "Path" "P" "/x")
    (lib.cmakeBool "ENABLE" true)
    (lib.cmakeBool "ENABLE" false)
    (lib.cmakeFeature "A" "b")
    (fails (lib.cmakeOptionType "nope" "a" "b"))
    (fails (lib.cmakeBool "a" "true"))
    (fails (lib.cmakeFeature "a" 1))
  ];
  meson = [
    (lib.mesonOption "a" "b")
    (lib.mesonBool "a" true)
    (lib.mesonBool "a" false)
    (lib.mesonEnable "a" true)
    (lib.mesonEnable "a" false)
    (fails (lib.mesonEnable "a" "yes"))
  ];
  fixedWidth = [
    (lib.fixedWidthString 5 "0" "12")
    (lib.fixedWidthString 2 "0" "12")
    (lib.fixedWidthString 6 "ab" "12")
    (fails (lib.fixedWidthString 1 "0" "12"))
    (fails (lib.fixedWidthString 5 "ab" "12"))
    (lib.fixedWidthNumber 5 15)
    (lib.fixedWidthNumber 2 15)
  ];
}
