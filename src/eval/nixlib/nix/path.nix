# Paths and subpaths, component by component.
lib:
let
  inherit (builtins)
    concatMap
    elemAt
    isPath
    isString
    length
    map
    match
    substring
    typeOf
    ;
  startsWith = lib.lists.hasPrefix;

  # Why a value is no subpath; null if it is one.
  problem =
    value:
    if !isString value then
      "a ${typeOf value} is not a string"
    else if value == "" then
      "the text is empty"
    else if substring 0 1 value == "/" then
      "`${value}` is absolute"
    else if builtins.elem ".." (lib.splitString "/" value) then
      "`${value}` has a `..` component"
    else
      null;
  checked =
    who: value: if problem value == null then value else throw "path.${who}: not a subpath: ${problem value}";

  parts = text: builtins.filter (part: part != "" && part != ".") (lib.splitString "/" text);
  joined = components: "./" + (if components == [ ] then "." else builtins.concatStringsSep "/" components);

  # The root is the path that is its own parent.
  split =
    let
      up =
        components: path:
        let
          parent = dirOf path;
        in
        if parent == path then
          {
            root = path;
            inherit components;
          }
        else
          up ([ (baseNameOf path) ] ++ components) parent;
    in
    up [ ];
  splitPath =
    who: path: if isPath path then split path else throw "path.${who}: expected a path, got ${typeOf path}";
  # Both split, with the same root.
  both =
    who: a: b:
    let
      pair = {
        a = splitPath who a;
        b = splitPath who b;
      };
    in
    if pair.a.root == pair.b.root then
      pair
    else
      throw "path.${who}: ${toString a} and ${toString b} are in different file systems";

  storeParts = parts builtins.storeDir;
in
{
  append =
    path: subpath:
    if isPath path then
      path + "/${checked "append" subpath}"
    else
      throw "path.append: expected a path, got ${typeOf path}";
  hasPrefix =
    prefix: path:
    let
      pair = both "hasPrefix" prefix path;
    in
    startsWith pair.a.components pair.b.components;
  removePrefix =
    prefix: path:
    let
      pair = both "removePrefix" prefix path;
    in
    if startsWith pair.a.components pair.b.components then
      joined (lib.drop (length pair.a.components) pair.b.components)
    else
      throw "path.removePrefix: ${toString path} is not below ${toString prefix}";
  splitRoot =
    path:
    let
      found = splitPath "splitRoot" path;
    in
    {
      inherit (found) root;
      subpath = joined found.components;
    };
  # In the store, or below the hash that stands for an output not yet built.
  hasStorePathPrefix =
    path:
    let
      inherit (splitPath "hasStorePathPrefix" path) components;
      depth = length storeParts;
      inStore = startsWith storeParts components && length components > depth;
    in
    if inStore then
      match ".{32}-.+" (elemAt components depth) != null
    else
      components != [ ] && match "[0-9a-z]{52}" (builtins.head components) != null;

  subpath = {
    isValid = value: problem value == null;
    join = subpaths: joined (concatMap (x: parts (checked "subpath.join" x)) subpaths);
    components = value: parts (checked "subpath.components" value);
    normalise = value: joined (parts (checked "subpath.normalise" value));
  };
}
