# JSON, TOML, XML in and out.
let
  inherit (builtins) fromJSON fromTOML toJSON toXML;
in
{
  toJSON = map toJSON [
    null true 1 (-5) 1.5 "s" "a\"b\\c\n\t\r" "é日" "\${x}" [ ] { } [ 1 [ 2 ] ] { b = 1; a.c = null; "x y" = "z"; }
    { outPath = "/o"; x = throw "no"; } { __toString = _: "ts"; } 0.1 "control ${fromJSON "\"\\u0001\\u001f\\u007f\""}" "</script>"
  ];
  fromJSON = map fromJSON [
    "null" "true" "1" "-5" "1.5" "1e3" "\"s\"" "\"\\u00e9\\n\\\"\"" "[]" "{}" "[1, [2, {\"a\": null}]]" "{\"b\": 1, \"a\": {\"c\": []}, \"b\": 2}" "  1  " "\"\\ud83d\\ude00\"" "12345678901" "0.1" "-0.5" "9223372036854775807"
  ];
  roundTrip = fromJSON (toJSON { a = [ 1 2.5 "x" null true { b = { }; } ]; });
  fromTOML = fromTOML ''
    title = "x"
    n = 1_000
    hex = 0xff
    f = 1.5
    on = true
    list = [ 1, 2, 3 ]
    "quoted key" = 'literal \n'
    multi = """
    one
    two"""
    inline = { a = 1, b.c = 2 }
    [table]
    x = 1
    [table.sub]
    y = -2
    [[array]]
    n = 1
    [[array]]
    n = 2
  '';
  toXML = map toXML [ 1 "a<b>&\"c\"\n" [ null true 1.5 /p ] { b = { }; a = [ ]; "x\"y" = 1; } (x: x) ({ b, a ? 1, ... }@all: a) ];
  derivation = toXML { a = { type = "derivation"; drvPath = "/d"; outPath = "/o"; x = 1; }; b = { type = "derivation"; drvPath = "/d"; }; };
}
