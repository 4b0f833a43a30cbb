# Text formats.
{ lib }:
let
  inherit (lib) generators;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  drv = {
    type = "derivation";
    name = "tool-1.2";
    outPath = "/nix/store/00000000000000000000000000000000-tool-1.2";
  };
  sample = {
    string = "text";
    int = 3;
    negative = -4;
    float = 0.5;
    yes = true;
    no = false;
  };
in
{
  mkValueStringDefault = map (generators.mkValueStringDefault { }) [ "" "a b" 1 (-2) 1.5 true false null drv ];
  mkKeyValueDefault = [
    (generators.mkKeyValueDefault { } ":" "f:oo" "bar")
    (generators.mkKeyValueDefault { } "=" "a" null)
    (generators.mkKeyValueDefault { mkValueString = v: "<${toString v}>"; } " = " "x = y" 1)
  ];
  toKeyValue = [
    (generators.toKeyValue { } { })
    (generators.toKeyValue { } sample)
    (generators.toKeyValue { listsAsDuplicateKeys = true; indent = "  "; } { a = [ 1 2 ]; b = 3; c = [ ]; })
    (generators.toKeyValue { mkKeyValue = k: v: "${k} ${toString v}"; } { a = 1; })
  ];
  toINI = [
    (generators.toINI { } { })
    (generators.toINI { } { foo = { hi = "${toString 5}"; ciao = "bar"; }; baz."also, integers" = 42; })
    (generators.toINI { } { "he]h[e" = { "a=b" = 1; }; empty = { }; })
    (generators.toINI { listsAsDuplicateKeys = true; } { s.k = [ "a" "b" ]; })
    (generators.toINI { mkSectionName = lib.toUpper; mkKeyValue = generators.mkKeyValueDefault { } " = "; } { s = sample; })
  ];
  toINIWithGlobalSection = [
    (generators.toINIWithGlobalSection { } { globalSection = { }; })
    (generators.toINIWithGlobalSection { } { globalSection.a = 1; sections.s.b = 2; })
    (generators.toINIWithGlobalSection { listsAsDuplicateKeys = true; mkSectionName = lib.toUpper; } { globalSection.a = [ 1 2 ]; sections = { s = { }; t.x = 1; }; })
  ];
  toGitINI = [
    (generators.toGitINI { })
    (generators.toGitINI { user = { name = "Some \"One\""; email = "a@b"; }; core.pager = true; })
    (generators.toGitINI { url."ssh://git@host/".insteadOf = "https://host"; a.b.c.d = 1; a.b.e = [ "x" "y" ]; })
    (generators.toGitINI { a.tool = drv; a.b.tool = drv; "x \"y\"".k = "v"; })
    (generators.toGitINI { alias.x = "a\\b\n\tc"; flat."sub.section".key = 1; })
  ];
  toDconfINI = generators.toDconfINI { "org/gnome" = { on = true; name = "it's"; size = lib.gvariant.mkInt32 3; list = [ "a" "b" ]; }; };
  toJSON = [ (generators.toJSON { } sample) (generators.toJSON { } null) (generators.toYAML { } { b = [ 1 null ]; a.c = "é\n"; }) ];
  toDhall = [
    (generators.toDhall { } { a = 1; b = [ "x" "y" ]; c = { d = true; e = -1; f = 1.5; }; })
    (generators.toDhall { } [ ])
    (generators.toDhall { } { })
    (generators.toDhall { } "q\"")
  ];
  toLua = [
    (generators.toLua { } { a = 1; b = [ "x" { } [ ] ]; c.d = null; e = generators.mkLuaInline "vim.x"; })
    (generators.toLua { multiline = false; } { a = [ 1 2.5 false ]; "b c" = "q\"\n"; })
    (generators.toLua { asBindings = true; } { a.b = 1; c = [ 2 ]; "x.y" = 3; })
    (generators.toLua { asBindings = true; multiline = false; indent = "  "; } { a.b = 1; c = { d.e = [ 1 ]; }; })
    (generators.toLua { indent = "    "; } { a.b = 1; })
    (generators.toLua { } [ ])
    (generators.toLua { } drv)
    (fails (generators.toLua { asBindings = true; } { "a b" = 1; }))
    (generators.toLua { } (lib.mkLuaInline "f()"))
  ];
  toPlist = [
    (generators.toPlist { escape = true; } { })
    (generators.toPlist { escape = true; } { a = [ 1 "<&>" { } [ ] ]; "k<" = 1.5; n = null; b.c = true; _module = 1; })
    (generators.toPlist { } { x = "<"; y = false; })
    (generators.toPlist { escape = true; } [ ])
    (generators.toPlist { escape = true; } "text")
  ];
  toPretty = map (generators.toPretty { }) [
    1
    (-1)
    1.5
    true
    null
    ""
    "one line with \${x} \"q\" \\ ''"
    "two\nlines"
    "ends\n"
    "\n"
    "a ''\${b}\n\tc\n\n"
    [ ]
    { }
    [ 1 [ 2 "a\nb" ] ]
    { a.b = [ 1 ]; "c d" = null; "if" = { }; x-y = 1; }
    (x: x)
    ({ a, b ? 1, ... }: a)
    ({ }: 1)
    builtins.add
    drv
    { type = "derivation"; }
    { type = "other"; }
    { __functor = self: x: x; }
    { __functor = self: { q }: q; }
    { __pretty = v: "P${v}"; val = "x"; }
  ];
  toPrettyOneLine = map (generators.toPretty { multiline = false; }) [ [ 1 2 ] { a.b = "x\ny"; } [ ] { } [ [ { } ] ] ];
  toPrettyOptions = [
    (generators.toPretty { indent = "    "; } { a = [ 1 ]; })
    (generators.toPretty { allowPrettyValues = true; } [ { __pretty = v: "P${v}"; val = "x"; } { __pretty = 1; } ])
  ];
  withRecursion = [
    (generators.withRecursion { depthLimit = 2; throwOnDepthLimit = false; } { a.b.c.d = 1; e = [ [ [ 1 ] ] ]; f = 1; })
    (generators.withRecursion { depthLimit = 10; } { a = 1; b = [ 2 ]; })
    (generators.withRecursion { depthLimit = 0; throwOnDepthLimit = false; } { a = 1; })
    (generators.withRecursion { depthLimit = 1; throwOnDepthLimit = false; } [ 1 { __toString = 3; a = { }; } ])
    (fails (generators.withRecursion { depthLimit = 1; } { a.b.c = 1; }))
    (let x = { inherit x; y = 1; }; in generators.withRecursion { depthLimit = 3; throwOnDepthLimit = false; } x)
  ];
}
