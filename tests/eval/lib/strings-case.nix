# Characters and letter case.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
in
{
  stringToCharacters = map lib.stringToCharacters [ "" "a" "abc" " \n" ];
  stringAsChars = [ (lib.stringAsChars (c: if c == "a" then "i" else c) "banana") (lib.stringAsChars lib.id "") (lib.stringAsChars (_: "x") "abc") ];
  toLower = map lib.toLower [ "" "AbC" "ÄB1-" "already" ];
  toUpper = map lib.toUpper [ "" "AbC" "äb1-" "ALREADY" ];
  toSentenceCase = map lib.toSentenceCase [ "" "a" "HELLO WORLD" "hello" "1ABC" ];
  toCamelCase = map lib.toCamelCase [
    ""
    "a"
    "hello-world"
    "Hello_World"
    "hello world"
    "helloWorld"
    "HELLO"
    "--x--y"
    "PascalCase"
    "a1B2"
    "ABc-dEF"
  ];
  wrongType = [ (fails (lib.toSentenceCase 1)) (fails (lib.toCamelCase [ ])) (fails (lib.toSentenceCase null)) ];
  chars = [ lib.lowerChars lib.upperChars ];
  splitStringBy = [
    (lib.splitStringBy (_: c: c == ".") false "a.b..c")
    (lib.splitStringBy (_: c: c == ".") true "a.b..c")
    (lib.splitStringBy (p: c: p == "a" && c == "b") true "abab")
    (lib.splitStringBy (_: _: true) true "xyz")
    (lib.splitStringBy (_: _: true) false "xyz")
    (lib.splitStringBy (_: _: true) false "")
    (lib.splitStringBy (p: _: p == "") true "ab")
  ];
}
