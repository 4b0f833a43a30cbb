# Typed values in the text form of GVariant (dconf).
# https://docs.gtk.org/glib/gvariant-text.html
lib:
let
  inherit (builtins)
    all
    head
    isBool
    isFloat
    isInt
    isList
    isString
    map
    ;
  inherit (lib.gvariant) isGVariant mkMaybe mkValue;

  types = {
    string = "s";
    boolean = "b";
    uchar = "y";
    int16 = "n";
    uint16 = "q";
    int32 = "i";
    uint32 = "u";
    int64 = "x";
    uint64 = "t";
    double = "d";
    variant = "v";
    arrayOf = item: "a${item}";
    maybeOf = item: "m${item}";
    tupleOf = items: "(${lib.concatStrings items})";
    dictionaryEntryOf = name: value: "{${name}${value}}";
  };

  # `show` makes the text from the finished value.
  typed = type: value: show: {
    _type = "gvariant";
    inherit type value;
    __toString = show;
  };
  annotated = type: value: typed type value (self: "@${self.type} ${toString self.value}");
  plain = type: value: typed type value (self: toString self.value);
  commas = lib.concatMapStringsSep "," toString;

  # Range null: as wide as Nix integers.
  integer = name: type: min: max: { inherit name type min max; };
  integers = [
    (integer "mkInt32" types.int32 (-2147483648) 2147483647)
    (integer "mkUint32" types.uint32 0 4294967295)
    (integer "mkInt64" types.int64 null null)
    (integer "mkUint64" types.uint64 0 null)
    (integer "mkInt16" types.int16 (-32768) 32767)
    (integer "mkUint16" types.uint16 0 65535)
    (integer "mkUchar" types.uchar 0 255)
  ];
  fits = n: int: (int.min == null || int.min <= n) && (int.max == null || n <= int.max);
in
{
  type = types;
  intConstructors = integers;
  isGVariant = x: x._type or null == "gvariant";

  mkValue =
    x:
    if isGVariant x then
      x
    else if isString x then
      lib.gvariant.mkString x
    else if isBool x then
      lib.gvariant.mkBoolean x
    else if isFloat x then
      lib.gvariant.mkDouble x
    else if isList x then
      lib.gvariant.mkArray x
    else if isInt x then
      throw "gvariant: the width of ${toString x} is open; use one of ${
        lib.concatMapStringsSep ", " (int: int.name) (builtins.filter (fits x) integers)
      }"
    else
      throw "gvariant: a ${builtins.typeOf x} needs a constructor of its own (dictionaries: mkDictionaryEntry)";

  mkArray =
    items:
    let
      values = map mkValue items;
      first = (head values).type;
    in
    assert lib.assertMsg (items != [ ]) "gvariant: an empty array needs mkEmptyArray";
    assert lib.assertMsg (all (x: x.type == first) values) "gvariant: the items of an array have different types";
    typed (types.arrayOf first) values (self: "@${self.type} [${commas self.value}]");
  mkEmptyArray = item: typed (types.arrayOf item) [ ] (self: "@${self.type} []");
  mkTuple =
    items:
    let
      values = map mkValue items;
    in
    typed (types.tupleOf (map (x: x.type) values)) values (self: "@${self.type} (${commas self.value})");
  mkDictionaryEntry =
    name: value:
    let
      k = mkValue name;
      v = mkValue value;
    in
    typed (types.dictionaryEntryOf k.type v.type) { inherit name value; } (self: "@${self.type} {${k},${v}}");
  mkVariant = x: typed types.variant (mkValue x) (self: "<${toString self.value}>");
  mkMaybe =
    item: x:
    typed (types.maybeOf item) x (
      self: if self.value == null then "@${self.type} nothing" else "just ${toString self.value}"
    );
  mkNothing = item: mkMaybe item null;
  mkJust =
    x:
    let
      value = mkValue x;
    in
    mkMaybe value.type value;

  mkBoolean = x: typed types.boolean x (self: lib.boolToString self.value);
  mkString =
    x: typed types.string x (self: "'${builtins.replaceStrings [ "'" "\\" "\n" ] [ "\\'" "\\\\" "\\n" ] self.value}'");
  mkObjectpath = x: typed types.string x (self: "objectpath '${lib.escape [ "'" ] self.value}'");
  mkUchar = annotated types.uchar;
  mkInt16 = annotated types.int16;
  mkUint16 = annotated types.uint16;
  mkUint32 = annotated types.uint32;
  mkInt64 = annotated types.int64;
  mkUint64 = annotated types.uint64;
  mkInt32 = plain types.int32;
  mkDouble = plain types.double;
}
