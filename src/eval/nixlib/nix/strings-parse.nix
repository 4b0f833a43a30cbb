# Strings that stand for something else: numbers, versions, package names, store paths.
lib:
let
  inherit (builtins) compareVersions elem fromJSON head isInt isList isPath isString match parseDrvName typeOf;

  # `text` is only used in the message.
  decimal =
    who: text: digits:
    let
      number = fromJSON digits;
    in
    if isInt number then number else throw "${who}: ${lib.strings.escapeNixString text} is not an integer";
  noNumber = who: text: throw "${who}: ${lib.strings.escapeNixString text} is not an integer";
in
{
  toInt =
    text:
    let
      found = match "[[:space:]]*(-?[[:digit:]]+)[[:space:]]*" text;
      digits = head found;
    in
    if found == null then
      noNumber "toInt" text
    else if match "0[[:digit:]]+" digits != null then
      throw "toInt: ${lib.strings.escapeNixString text} could be octal or a decimal number with leading zeros"
    else
      decimal "toInt" text digits;
  toIntBase10 =
    text:
    let
      found = match "[[:space:]]*0*(-?[[:digit:]]+)[[:space:]]*" text;
      digits = head found;
    in
    if found == null then
      noNumber "toIntBase10" text
    else if match "0+" digits != null then
      0
    else
      decimal "toIntBase10" text digits;
  floatToString = toString;

  versionOlder = version: than: compareVersions version than == -1;
  versionAtLeast = version: least: compareVersions version least != -1;
  getName = x: if isString x then (parseDrvName x).name else x.pname or (parseDrvName x.name).name;
  getVersion = x: if isString x then (parseDrvName x).version else x.version or (parseDrvName x.name).version;
  nameFromURL =
    url: sep:
    let
      file = lib.last (lib.splitString "/" url);
      name = head (lib.splitString sep file);
    in
    assert lib.assertMsg (name != file) "nameFromURL: no `${sep}` in `${file}`";
    name;

  isStringLike = x: isString x || isPath x || x ? outPath || x ? __toString;
  isConvertibleWithToString =
    x:
    lib.isStringLike x
    || elem (typeOf x) [ "null" "int" "float" "bool" ]
    || isList x && builtins.all lib.strings.isConvertibleWithToString x;
  # A direct child of the store, or the bare hash form of a content-addressed placeholder.
  isStorePath =
    x:
    lib.isStringLike x
    && (
      let
        text = toString x;
      in
      builtins.substring 0 1 text == "/"
      && (dirOf text == builtins.storeDir || match "/[0-9a-z]{52}" text != null)
    );

  sanitizeDerivationName =
    text:
    let
      plain = builtins.unsafeDiscardStringContext text;
      noDots = head (match "\\.*(.*)" plain);
      pieces = builtins.split "[^[:alnum:]+._?=-]+" noDots;
      dashed = builtins.concatStringsSep "" (map (piece: if isString piece then piece else "-") pieces);
      size = builtins.stringLength dashed;
      end = builtins.substring (lib.max 0 (size - 207)) (-1) dashed;
      fine = builtins.stringLength plain <= 207 && match "[[:alnum:]+_?=-][[:alnum:]+._?=-]*" plain != null;
    in
    if fine then
      plain
    else if end == "" then
      "unknown"
    else
      end;
}
