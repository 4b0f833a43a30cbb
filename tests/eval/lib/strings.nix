# Joining, testing, cutting and searching strings.
{ lib }:
let
  inherit (lib) hasInfix hasPrefix hasSuffix removePrefix removeSuffix splitString trim;
  drv = {
    type = "derivation";
    outPath = "/nix/store/00000000000000000000000000000000-tool-1.2";
    bin.outPath = "/nix/store/00000000000000000000000000000000-tool-1.2-bin";
  };
in
{
  optionalString = [
    (lib.optionalString true "x")
    (lib.optionalString false "x")
    (lib.optionalString false (throw "not looked at"))
  ];
  concatStrings = [
    (lib.concatStrings [ ])
    (lib.concatStrings [ "a" "" "b" ])
    (lib.strings.concatStrings [ "${drv}" "/x" ])
  ];
  concatMapStrings = [
    (lib.concatMapStrings (x: "<${x}>") [ ])
    (lib.concatMapStrings (x: "<${x}>") [ "a" "b" ])
    (lib.concatMapStrings toString [ 1 2.5 true null [ 1 2 ] ])
  ];
  concatMapStringsSep = [
    (lib.concatMapStringsSep ", " toString [ ])
    (lib.concatMapStringsSep ", " toString [ 1 ])
    (lib.concatMapStringsSep ", " (x: "p${toString x}") [ 1 2 3 ])
    (lib.concatMapStringsSep "" lib.id [ "a" "b" ])
  ];
  concatImap = [
    (lib.concatImapStrings (i: x: "${toString i}${x}") [ "a" "b" ])
    (lib.concatImapStringsSep "-" (i: x: "${toString i}${x}") [ "a" "b" ])
    (lib.concatImapStringsSep "-" (i: x: x) [ ])
  ];
  concatMapAttrsStringSep = [
    (lib.concatMapAttrsStringSep "," (n: v: "${n}=${v}") { })
    (lib.concatMapAttrsStringSep "," (n: v: "${n}=${v}") { b = "2"; a = "1"; })
    (lib.concatMapAttrsStringSep "\n" (n: v: n) { x = throw "not looked at"; })
  ];
  concatLines = [
    (lib.concatLines [ ])
    (lib.concatLines [ "" ])
    (lib.concatLines [ "a" "b" ])
  ];
  join = [ (lib.join " " [ "a" "b" ]) (lib.concatStringsSep ":" [ ]) (lib.strings.join "" [ "x" ]) ];
  intersperse = [
    (lib.intersperse "/" [ ])
    (lib.intersperse "/" [ "a" ])
    (lib.intersperse "/" [ "a" "b" "c" ])
    (lib.intersperse 0 [ 1 2 ])
  ];
  replicate = [
    (lib.strings.replicate 0 "ab")
    (lib.strings.replicate 3 "ab")
    (lib.strings.replicate 2 "")
  ];

  hasPrefix = [
    (hasPrefix "" "")
    (hasPrefix "" "abc")
    (hasPrefix "ab" "abc")
    (hasPrefix "abc" "abc")
    (hasPrefix "abcd" "abc")
    (hasPrefix "b" "abc")
  ];
  hasSuffix = [
    (hasSuffix "" "")
    (hasSuffix "" "abc")
    (hasSuffix "bc" "abc")
    (hasSuffix "abc" "abc")
    (hasSuffix "xabc" "abc")
    (hasSuffix "b" "abc")
  ];
  hasInfix = [
    (hasInfix "" "")
    (hasInfix "" "abc")
    (hasInfix "b" "abc")
    (hasInfix "abc" "abc")
    (hasInfix "ac" "abc")
    (hasInfix "." "abc")
    (hasInfix "a.c" "xa.cx")
    (hasInfix "b\nc" "a\nb\nc")
    (hasInfix "[" "a[b")
    (hasInfix "tool" drv)
  ];
  removePrefix = [
    (removePrefix "" "abc")
    (removePrefix "ab" "abc")
    (removePrefix "abc" "abc")
    (removePrefix "x" "abc")
    (removePrefix "a" "aab")
    (removePrefix "abcd" "abc")
  ];
  removeSuffix = [
    (removeSuffix "" "abc")
    (removeSuffix "bc" "abc")
    (removeSuffix "abc" "abc")
    (removeSuffix "x" "abc")
    (removeSuffix "c" "abcc")
    (removeSuffix "zabc" "abc")
    (removeSuffix "\n" "line\n\n")
  ];
  replaceString = [
    (lib.replaceString "a" "b" "banana")
    (lib.replaceString "" "-" "ab")
    (lib.replaceString "x" "y" "ab")
  ];
  splitString = [
    (splitString "." "a.b.c")
    (splitString "." "")
    (splitString "." "abc")
    (splitString "." ".a.")
    (splitString "::" "a::b:c")
    (splitString "/" "/usr/bin")
    (splitString "|" "a|b")
    (splitString "\n" "x\ny\n")
    (splitString "[a]" "1[a]2")
  ];
  addContextFrom = [ (lib.addContextFrom "a" "b") (lib.addContextFrom "" "") (lib.addContextFrom "abc" "") ];
  trim = [
    (trim "")
    (trim "   ")
    (trim "a")
    (trim "  a  b \n")
    (trim "\t\r\n a\n b\t")
  ];
  trimWith = [
    (lib.trimWith { } "  a ")
    (lib.trimWith { start = true; } "  a ")
    (lib.trimWith { end = true; } "  a ")
    (lib.trimWith { end = true; } "   ")
    (lib.trimWith { start = true; } "   ")
    (lib.trimWith { start = true; end = true; } " a ")
    (lib.trimWith { end = true; } "a\n b \n\n")
  ];
  paths = [
    (lib.makeSearchPath "bin" [ ])
    (lib.makeSearchPath "bin" [ "/a" null "/b" ])
    (lib.makeBinPath [ drv "/usr" ])
    (lib.makeLibraryPath [ drv drv.bin ])
    (lib.makeIncludePath [ "/x" ])
    (lib.makeSearchPathOutput "bin" "sbin" [ drv "/usr" null ])
  ];
  normalizePath = map lib.strings.normalizePath [ "" "/" "//" "/a//b" "a///" "./x/../y" "///a//b/c" ];
  fileContents = [
    (lib.fileContents ./data/one-line.txt)
    (lib.fileContents ./data/blank-end.txt)
    (lib.fileContents ./data/empty.txt)
  ];
  stringSets = [
    (lib.strings.toJSON { a = 1; })
    (lib.strings.elem 1 [ 1 ])
    (lib.stringLength "abc")
    (lib.substring 1 1 "abc")
    (lib.strings.compareVersions "1.2" "1.10")
    (lib.strings.storeDir)
    (lib.typeOf null)
  ];
}
