# Text formats: INI and its relatives, key-value files, JSON, Lua, Dhall, property lists, dconf.
lib:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    head
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isPath
    isString
    length
    map
    mapAttrs
    toJSON
    ;
  inherit (lib) isDerivation isFunction mapAttrsToList;
  inherit (lib.generators) mkKeyValueDefault mkValueStringDefault toINI toKeyValue;

  show = lib.generators.toPretty { };
  escapeBrackets = lib.escape [ "[" "]" ];

  # Git knows one level of sub-sections: `a.b.c.key` goes to the section `a.b.c`, written `[a "b.c"]`.
  gitSections =
    set:
    let
      isSection = x: isAttrs x && !isDerivation x;
      nested = lib.filterAttrs (_: x: isAttrs x && builtins.any isSection (builtins.attrValues x)) set;
      leaves = lib.mapAttrsToListRecursiveCond (_: isSection) (path: value: {
        section = concatStringsSep "." (lib.init path);
        entry.${lib.last path} = value;
      }) nested;
      bySection = builtins.groupBy (leaf: leaf.section) leaves;
    in
    removeAttrs set (attrNames nested)
    // mapAttrs (_: found: lib.mergeAttrsList (map (leaf: leaf.entry) found)) bySection;
  gitSectionName =
    name:
    let
      parts = lib.splitString "." name;
    in
    if lib.hasInfix "\"" name || length parts == 1 then
      name
    else
      "${head parts} \"${concatStringsSep "." (builtins.tail parts)}\"";
  gitValue =
    value:
    if isString value then
      "\"${builtins.replaceStrings [ "\n" "\t" "\"" "\\" ] [ "\\n" "\\t" "\\\"" "\\\\" ] value}\""
    else
      mkValueStringDefault { } value;
  gitLine = key: value: "\t" + mkKeyValueDefault { mkValueString = gitValue; } " = " key value;
in
{
  mkValueStringDefault =
    { }:
    value:
    let
      refuse = what: abort "mkValueStringDefault: ${what} has no default text: ${show value}";
    in
    if isString value then
      value
    else if isInt value || isDerivation value then
      toString value
    else if isBool value then
      lib.boolToString value
    else if value == null then
      "null"
    else if isFloat value then
      lib.strings.floatToString value
    else if isList value then
      refuse "a list"
    else if isFunction value then
      refuse "a function"
    else
      refuse "a ${builtins.typeOf value}";
  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    sep: key: value:
    lib.escape [ sep ] key + sep + mkValueString value;

  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    let
      line = key: value: "${indent}${mkKeyValue key value}\n";
      lines = key: value: if listsAsDuplicateKeys then map (line key) (lib.toList value) else [ (line key value) ];
    in
    set: lib.concatStrings (builtins.concatLists (mapAttrsToList lines set));
  toINI =
    {
      mkSectionName ? escapeBrackets,
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    let
      section = name: set: "[${mkSectionName name}]\n" + toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } set;
    in
    sections: concatStringsSep "\n" (mapAttrsToList section sections);
  toINIWithGlobalSection =
    args@{
      mkSectionName ? escapeBrackets,
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    {
      globalSection,
      sections ? { },
    }:
    let
      top = toKeyValue (removeAttrs args [ "mkSectionName" ]) globalSection;
    in
    lib.optionalString (globalSection != { }) (top + "\n") + toINI args sections;
  toGitINI =
    set:
    toINI {
      mkSectionName = gitSectionName;
      mkKeyValue =
        key: value: if isList value then lib.concatMapStringsSep "\n" (gitLine key) value else gitLine key value;
    } (gitSections set);
  mkDconfKeyValue = mkKeyValueDefault { mkValueString = value: toString (lib.gvariant.mkValue value); } "=";
  toDconfINI = toINI { mkKeyValue = lib.generators.mkDconfKeyValue; };

  # JSON is YAML.
  toJSON = { }: toJSON;
  toYAML = { }: toJSON;

  toDhall =
    args@{ }:
    value:
    let
      go = lib.generators.toDhall args;
      items = concatStringsSep ", ";
    in
    if isAttrs value then
      "{ ${items (mapAttrsToList (key: x: "${key} = ${go x}") value)} }"
    else if isList value then
      "[ ${items (map go value)} ]"
    else if isInt value then
      (if value < 0 then "" else "+") + toString value
    else if isBool value then
      (if value then "True" else "False")
    else if isFunction value then
      abort "toDhall: a function has no Dhall form"
    else if value == null then
      abort "toDhall: null has no Dhall form"
    else
      toJSON value;

  mkLuaInline = expr: {
    _type = "lua-inline";
    inherit expr;
  };
  toLua =
    args@{
      multiline ? true,
      indent ? "",
      asBindings ? false,
    }:
    value:
    let
      inner = indent + "  ";
      open = if multiline then "\n${inner}" else " ";
      close = if multiline then "\n${indent}" else " ";
      go = lib.generators.toLua (
        args
        // {
          asBindings = false;
          indent = if asBindings then indent else inner;
        }
      );
      table = items: if items == [ ] then "{}" else "{${open}${concatStringsSep ",${open}" items}${close}}";
      word = "[[:alpha:]_][[:alnum:]_]*";
      wrong = filter (name: builtins.match "${word}(\\.${word})*" name == null) (attrNames value);
    in
    if asBindings then
      assert lib.assertMsg (wrong == [ ]) "toLua: these cannot be names of variables: ${show wrong}";
      lib.concatStrings (mapAttrsToList (key: x: "${indent}${key} = ${go x}\n") value)
    else if value == null then
      "nil"
    else if isInt value || isFloat value || isString value || isBool value then
      toJSON value
    else if isPath value || isDerivation value then
      toJSON "${value}"
    else if isList value then
      table (map go value)
    else if !isAttrs value then
      abort "toLua: a ${builtins.typeOf value} has no Lua form"
    else if value._type or null == "lua-inline" then
      "(${value.expr})"
    else
      table (mapAttrsToList (key: x: "[${toJSON key}] = ${go x}") value);

  toPlist =
    {
      escape ? false,
    }:
    value:
    let
      text = if escape then lib.escapeXML else lib.id;
      tag = name: content: "<${name}>${content}</${name}>";
      entry = indent: key: x: "${indent}${tag "key" (text key)}\n${go indent x}";
      block =
        indent: name: items:
        "${indent}<${name}>\n${concatStringsSep "\n" items}\n${indent}</${name}>";
      go =
        indent: x:
        if x == null then
          ""
        else if isBool x then
          indent + (if x then "<true/>" else "<false/>")
        else if isInt x then
          indent + tag "integer" (toString x)
        else if isFloat x then
          indent + tag "real" (toString x)
        else if isString x || isPath x then
          indent + tag "string" (text (toString x))
        else if isList x then
          block indent "array" (map (go "\t${indent}") x)
        else if isAttrs x then
          block indent "dict" (
            mapAttrsToList (entry "\t${indent}") (lib.filterAttrs (key: y: key != "_module" && y != null) x)
          )
        else
          abort "toPlist: a ${builtins.typeOf x} has no property list form";
    in
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    + "<!DOCTYPE plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\""
    + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
    + "<plist version=\"1.0\">\n${go "" value}\n</plist>";
}
