# Comparison, arithmetic and number bases.
lib:
let
  inherit (builtins) elemAt isInt map;
  digits = lib.stringToCharacters "0123456789ABCDEF";
  # Codes: 48-57 are the decimal digits, 97-102 the letters a to f.
  hexValue =
    c:
    let
      code = lib.strings.charToInt c;
    in
    if code < 58 then code - 48 else code - 87;
in
{
  min = a: b: if a < b then a else b;
  max = a: b: if b < a then a else b;
  # The sign follows the first operand.
  mod = a: b: a - b * (builtins.div a b);
  compare =
    a: b:
    if a < b then
      -1
    else if b < a then
      1
    else
      0;
  splitByAndCompare =
    pred: both: neither: a: b:
    let
      inA = pred a;
      inB = pred b;
    in
    if inA && inB then
      both a b
    else if inA then
      -1
    else if inB then
      1
    else
      neither a b;
  bitNot = x: -1 - x;

  fromHexString =
    text:
    let
      found = builtins.match "(0x)?([0-7]?[0-9a-f]{1,15})" (lib.toLower text);
    in
    if found == null then
      throw "fromHexString: ${lib.generators.toPretty { } text} is not a hexadecimal number"
    else
      builtins.foldl' (n: c: n * 16 + hexValue c) 0 (lib.stringToCharacters (elemAt found 1));
  toHexString = number: builtins.concatStringsSep "" (map (elemAt digits) (lib.toBaseDigits 16 number));
  toBaseDigits =
    base: number:
    assert isInt base && isInt number && 2 <= base && 0 <= number;
    let
      go = n: if n < base then [ n ] else go (n / base) ++ [ (lib.mod n base) ];
    in
    go number;
}
