# Strings: literals, escapes, coercion, builtins.
let
  inherit (builtins) concatStringsSep replaceStrings stringLength substring;
  boom = throw "must not be forced";
in
{
  escapes = [ "a\nb\tc\rd" "\"q\" \\ \${x} $" "$${x}" "\a\z" "''" "$" "\$" "a$" "$$" ];
  indented = [
    ''
      two
        more
      back
    ''
    ''x''
    ''
      ''${not} ''$ ''\n ''\t '''quotes''' $${x}
    ''
    ''

      blank above
    ''
    ''   only  ''
    ''
      	tab counts as one
       space
    ''
    ''
      ${"in"}
        ${"deeper"}''
    ''
       a
      ${"b"}
    ''
    ''a
        b
      c''
  ];
  interpolation = let n = "x"; in [ "${n}" "a${n}b${n}" "${"${n}"}" "${toString 1}-${toString true}" "${{ outPath = "o"; }}" "${{ __toString = s: s.v; v = "t"; }}" ];
  toString = map toString [ 1 (-1) 1.5 0.1 1.0e10 true false null "s" [ ] [ 1 2 ] [ 1 [ 2 [ ] 3 ] "x" ] [ [ ] ] [ "" "" ] { outPath = "/o"; } { __toString = _: "t"; outPath = boom; } [ null true ] ];
  toStringPath = toString /a/b/../c;
  plus = [ ("a" + "b") ("" + "") ("a" + { outPath = "o"; }) ({ outPath = "o"; } + "a") ];
  length = map stringLength [ "" "abc" "é" "日本" "\n" ];
  substring = [
    (substring 0 2 "hello") (substring 1 0 "x") (substring 10 5 "short") (substring 2 (-1) "hello") (substring 3 100 "hello")
    (substring 0 5 { outPath = "/some/path"; }) (substring 5 5 "hello") (substring 0 (-5) "all")
  ];
  concat = [ (concatStringsSep ", " [ "a" "b" "c" ]) (concatStringsSep "x" [ ]) (concatStringsSep "" [ "a" "" "b" ]) (concatStringsSep "," [ { outPath = "o"; } "p" ]) (concatStringsSep "," [ "" "" ]) ];
  replace = [
    (replaceStrings [ "a" "b" ] [ "b" "a" ] "abba")
    (replaceStrings [ "aa" "a" ] [ "x" "y" ] "aaa")
    (replaceStrings [ "" ] [ "-" ] "abc")
    (replaceStrings [ "" ] [ "-" ] "")
    (replaceStrings [ "b" "" ] [ "X" "-" ] "abc")
    (replaceStrings [ "" "b" ] [ "-" "X" ] "abc")
    (replaceStrings [ ] [ ] "same")
    (replaceStrings [ "oo" ] [ "" ] "foo boo")
    (replaceStrings [ "a" ] [ "aa" ] "banana")
    (replaceStrings [ "\n" "\"" ] [ "\\n" "\\\"" ] "a\n\"b\"")
    (replaceStrings [ "é" ] [ "e" ] "café é")
    (replaceStrings [ "xyz" ] [ "long" ] "xyxyz")
  ];
  compare = [ ("a" < "b") ("a" < "B") ("" < "a") ("a" < "aa") ("é" > "z") ("a" <= "a") ("b" >= "a") ];
  equal = [ ("a" == "a") ("a" == "b") ("1" == 1) ("" == null) ];
  inNames = { ${"a" + "b"} = 1; }.ab;
}
