# Names of options, documentation texts, lists of options.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  inherit (lib) literalExpression mkOption mkPackageOption showOption types;
  pkgs = {
    hello = { name = "hello"; type = "derivation"; };
    tools.git = { name = "git"; type = "derivation"; };
  };
  facts = opt: removeAttrs opt [ "type" ] // lib.optionalAttrs (opt ? default) { default = opt.default.name or opt.default; };
  declared = loc: opt: opt // { inherit loc; declarations = [ "<unknown-file>" "/a.nix" ]; };
in
{
  showOption = map showOption [ [ "a" "b" ] [ ] [ "a" "*" "c" ] [ "a" "<name>" "x y" ] [ "foo" "bar.baz" "if" "1" ] ];
  literals = [ (literalExpression "pkgs.hello") (lib.literalMD "*x*") (lib.options.literalCode "nix" "{ }") (fails (literalExpression 1)) (fails (lib.literalMD null)) ];
  isOption = map lib.isOption [ (mkOption { }) { } 1 null { _type = "option"; } { _type = "x"; } ];
  mkPackageOption = map facts [
    (mkPackageOption pkgs "hello" { })
    (mkPackageOption pkgs [ "tools" "git" ] { })
    (mkPackageOption pkgs "hello" { nullable = true; })
    (mkPackageOption pkgs "GNU hello" { default = "hello"; example = "pkgs.hi"; extraDescription = "More."; })
    (mkPackageOption pkgs "x" { default = null; nullable = true; example = [ "tools" "git" ]; })
    (mkPackageOption pkgs "x" { default = null; })
    (mkPackageOption pkgs "hello" { pkgsText = "pkgs.unstable"; })
  ];
  missingPackage = fails (mkPackageOption pkgs "nope" { }).default;
  defs = [ (lib.getValues [ { value = 1; file = "a"; } ]) (lib.getFiles [ { value = 1; file = "a"; } { file = "b"; } ]) (lib.getValues [ ]) ];
  showFiles = map lib.showFiles [ [ ] [ "a" ] [ "a" "b" ] ];
  showDefs = lib.options.showDefs [
    { file = "a"; value = 1; }
    { file = "b"; value = { x.y = [ 1 2 3 4 5 6 7 ]; }; }
    { file = "c"; value = throw "x"; }
    { file = "d"; value = "l1\nl2"; }
    { file = "e"; value = [ ]; }
  ];
  showOptionWithDefLocs = [
    (lib.showOptionWithDefLocs { loc = [ "a" "b" ]; files = [ "x" "y" ]; })
    (lib.showOptionWithDefLocs { loc = [ "a" ]; files = [ "x" ]; })
  ];
  merging =
    let
      defs = map (value: { file = "f"; inherit value; });
      loc = [ "a" ];
      try = merge: values: let r = builtins.tryEval (builtins.deepSeq (merge loc (defs values)) (merge loc (defs values))); in if r.success then r.value else "fails";
    in
    {
      default = map (try lib.mergeDefaultOption) [ [ 1 ] [ 1 1 ] [ 1 2 ] [ [ 1 ] [ 2 ] ] [ { a = 1; b = 1; } { b = 2; } ] [ true false ] [ false false ] [ "a" "b" ] [ "a" 1 ] ];
      one = map (try lib.mergeOneOption) [ [ 1 ] [ 1 1 ] [ ] ];
      unique = map (try (lib.mergeUniqueOption { message = "m"; merge = _: d: lib.length d; })) [ [ "x" ] [ "x" "y" ] ];
      equal = map (try lib.options.mergeEqualOption) [ [ 1 ] [ 1 1 ] [ 1 2 ] [ { a = [ ]; } { a = [ ]; } ] ];
    };
  isType = [ (lib.isType "x" (lib.setType "x" { a = 1; })) (lib.isType "x" { }) (lib.isType "x" 1) (lib.setType "y" { _type = "x"; }) ];
  unknownModule = lib.unknownModule;
  scrubOptionValue = [
    (lib.scrubOptionValue { a = pkgs.hello; _args = 1; b = [ pkgs.hello 2 ]; })
    (lib.scrubOptionValue 1)
    (lib.scrubOptionValue [ ])
  ];
  renderOptionValue = map lib.options.renderOptionValue [ 1 { a = [ 1 ]; } (literalExpression "x") pkgs.hello ];
  docList = lib.optionAttrSetToDocList {
    a = declared [ "a" ] (mkOption { type = types.str; default = "x"; description = "An a."; });
    b.c = declared [ "b" "c" ] (mkOption { type = types.int; example = 3; defaultText = literalExpression "1 + 1"; internal = true; });
    d = declared [ "d" ] (mkOption { type = types.bool; visible = false; readOnly = true; default = true; });
    e = declared [ "e" ] (mkOption { type = types.listOf types.str; visible = "shallow"; });
    f = declared [ "f" ] (mkOption { type = types.bool; visible = "transparent"; relatedPackages = [ "x" ]; });
  };
}
