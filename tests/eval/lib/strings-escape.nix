# Quoting for shells, regular expressions, URLs, XML, C and Nix.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  all = builtins.concatStringsSep "" (builtins.attrNames (import ./data/ascii.nix));
in
{
  escape = [
    (lib.escape [ ] "a b")
    (lib.escape [ "(" ")" ] "(foo)")
    (lib.escape [ "\\" ] "a\\b")
    (lib.escape [ "$" "\"" ] "\"$x\"")
  ];
  escapeC = [
    (lib.strings.escapeC [ " " ] "a b")
    (lib.strings.escapeC [ "\n" "~" ] "~\n")
    (lib.strings.escapeC [ ] "x")
  ];
  escapeShellArg = map lib.escapeShellArg [
    ""
    "plain"
    "a b"
    "it's"
    "$HOME"
    "a,b.c_d+e:f@g%h/i-j"
    "new\nline"
    "a=b"
    "*"
    "''"
    "é"
    1
    1.5
    true
    false
    null
    [ "a" "b" ]
    { outPath = "/nix/store/x y"; }
  ];
  escapeShellArgs = [
    (lib.escapeShellArgs [ ])
    (lib.escapeShellArgs [ "a" "b c" "d'e" ])
    (lib.escapeShellArgs [ 1 null "" ])
  ];
  escapeRegex = [ (lib.escapeRegex all) (lib.escapeRegex "") (lib.escapeRegex "a.b*c") ];
  escapeURL = [ (lib.escapeURL all) (lib.escapeURL "a b/c?d=é") (lib.escapeURL "") ];
  escapeXML = [ (lib.escapeXML "<a href=\"x\">'&amp;'</a>") (lib.escapeXML "") (lib.escapeXML "plain") ];
  escapeNixString = map lib.strings.escapeNixString [ "" "a" "\${x}" "\"\\\n\t" "$$" "é" ];
  escapeNixIdentifier = map lib.strings.escapeNixIdentifier [
    "a"
    "a-b"
    "a'"
    "1a"
    ""
    "with"
    "or"
    "a.b"
    "\${x}"
    "true"
    "_x"
    "in"
  ];
  charToInt = [ (map lib.strings.charToInt (lib.stringToCharacters all)) (lib.strings.charToInt "A") ];
  isValidPosixName = map lib.isValidPosixName [ "" "a" "A_1" "1a" "a-b" "_" "é" "a b" ];
  toShellVar = [
    (lib.toShellVar "x" "a b")
    (lib.toShellVar "x" 5)
    (lib.toShellVar "x" null)
    (lib.toShellVar "x" [ "a" "b c" ])
    (lib.toShellVar "x" [ ])
    (lib.toShellVar "x" { a = "1"; "b c" = "2 3"; })
    (lib.toShellVar "x" { outPath = "/o"; })
    (fails (lib.toShellVar "1x" "a"))
    (fails (lib.toShellVar "a-b" "a"))
  ];
  toShellVars = [ (lib.toShellVars { }) (lib.toShellVars { a = 1; b = [ 2 ]; c.d = true; }) ];
}
