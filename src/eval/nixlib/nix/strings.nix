# Joining, testing and cutting strings: the part of `lib.strings` that nearly every configuration uses.
lib:
let
  inherit (builtins) concatStringsSep filter genList head isString length map match split stringLength substring;
in
{
  optionalString = cond: text: if cond then text else "";

  join = concatStringsSep;
  concatStrings = concatStringsSep "";
  concatLines = lines: if lines == [ ] then "" else concatStringsSep "\n" lines + "\n";
  concatMapStrings = f: list: concatStringsSep "" (map f list);
  concatMapStringsSep = sep: f: list: concatStringsSep sep (map f list);
  concatImapStrings = f: list: concatStringsSep "" (lib.imap1 f list);
  concatImapStringsSep = sep: f: list: concatStringsSep sep (lib.imap1 f list);
  concatMapAttrsStringSep = sep: f: set: concatStringsSep sep (lib.mapAttrsToList f set);
  intersperse = sep: list: lib.drop 1 (builtins.concatMap (x: [ sep x ]) list);
  replicate = n: text: concatStringsSep "" (genList (_: text) n);

  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix =
    suffix: text:
    let
      extra = stringLength text - stringLength suffix;
    in
    extra >= 0 && substring extra (-1) text == suffix;
  # Removing every occurrence changes the text exactly when there is one; no regular expression needed.
  hasInfix =
    infix: text:
    let
      whole = "${text}";
    in
    infix == "" || builtins.replaceStrings [ infix ] [ "" ] whole != whole;

  removePrefix =
    prefix: text:
    let
      cut = stringLength prefix;
    in
    if substring 0 cut text == prefix then substring cut (-1) text else text;
  removeSuffix =
    suffix: text:
    let
      keep = stringLength text - stringLength suffix;
    in
    if keep >= 0 && substring keep (-1) text == suffix then substring 0 keep text else text;

  replaceString = from: to: builtins.replaceStrings [ from ] [ to ];

  # `split` loses string context, every piece gets it back.
  splitString =
    sep: text:
    map (lib.addContextFrom text) (filter isString (split (lib.escapeRegex (toString sep)) (toString text)));
  addContextFrom = source: text: substring 0 0 source + text;

  trim = lib.trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    let
      blank = " \t\r\n";
      before = if start then "[${blank}]*" else "";
      body = if end then "(.*[^${blank}])[${blank}]*" else "(.*)";
    in
    text:
    let
      found = match (before + body) text;
    in
    if found == null then "" else head found;

  makeSearchPath =
    dir: roots: concatStringsSep ":" (map (root: root + "/" + dir) (filter (root: root != null) roots));
  makeSearchPathOutput = output: dir: packages: lib.makeSearchPath dir (map (lib.getOutput output) packages);
  makeLibraryPath = lib.makeSearchPathOutput "lib" "lib";
  makeIncludePath = lib.makeSearchPathOutput "dev" "include";
  makeBinPath = lib.makeSearchPathOutput "bin" "bin";

  # Repeated slashes become one; everything else stays.
  normalizePath =
    text:
    let
      parts = split "/+" text;
    in
    concatStringsSep "" (map (part: if isString part then part else "/") parts);

  fileContents = file: lib.removeSuffix "\n" (builtins.readFile file);
}
