# Ready-made `merge` functions for option types: from a path and definitions (`file`, `value`) to one value.
lib:
let
  inherit (builtins)
    all
    head
    isAttrs
    isBool
    isInt
    isList
    isString
    length
    map
    ;
  show = defs: lib.options.showDefs defs;
in
{
  mergeDefaultOption =
    loc: defs:
    let
      values = lib.getValues defs;
      first = head values;
    in
    if length values == 1 then
      first
    else if all lib.isFunction values then
      x: lib.mergeDefaultOption loc (map (f: { value = f x; file = lib.unknownModule; }) values)
    else if all isList values then
      builtins.concatLists values
    else if all isAttrs values then
      lib.mergeAttrsList values
    else if all isBool values then
      builtins.any lib.id values
    else if all isString values then
      lib.concatStrings values
    else if all isInt values && all (x: x == first) values then
      first
    else
      throw "Cannot merge definitions of `${lib.showOption loc}'. Definition values:${show defs}";
  mergeUniqueOption =
    {
      message,
      merge ? _: defs: (head defs).value,
    }:
    loc: defs:
    if length defs == 1 then
      merge loc defs
    else
      throw "The option `${lib.showOption loc}' may be defined once only. ${message}\nDefinition values:${show defs}";
  mergeOneOption = lib.mergeUniqueOption { message = ""; };
  mergeEqualOption =
    loc: defs:
    let
      first = (head defs).value;
    in
    if length defs == 1 || all (def: def.value == first) defs then
      first
    else
      throw "The option `${lib.showOption loc}' has conflicting definition values:${show defs}";
}
