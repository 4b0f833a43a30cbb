# Values as Nix-like text for people.
lib:
let
  inherit (builtins)
    concatStringsSep
    elem
    isAttrs
    isList
    isString
    map
    mapAttrs
    ;

  prettyString =
    wide: open: close: text:
    let
      lines = builtins.filter isString (builtins.split "\n" text);
      quoted = map (lib.escape [ "\\" "\"" "\${" ]) lines;
      raw = map (builtins.replaceStrings [ "\${" "''" ] [ "''\${" "'''" ]) lines;
      end = lib.last raw;
    in
    if wide && builtins.length lines > 1 then
      "''${open}${concatStringsSep open (lib.init raw)}${if end == "" then close else open + end}''"
    else
      "\"${concatStringsSep "\\n" quoted}\"";
  prettyFunction =
    f:
    let
      args = lib.functionArgs f;
      names = lib.mapAttrsToList (name: hasDefault: if hasDefault then name + "?" else name) args;
    in
    if args == { } then "<function>" else "<function, args: {${concatStringsSep ", " names}}>";
in
{
  # `allowPrettyValues`: a set with `__pretty` and `val` shows as `__pretty val`.
  toPretty =
    {
      allowPrettyValues ? false,
      multiline ? true,
      indent ? "",
    }:
    let
      go =
        indent: value:
        let
          open = if multiline then "\n${indent}  " else " ";
          close = if multiline then "\n${indent}" else " ";
          inner = go (indent + "  ");
          entry = name: x: "${lib.strings.escapeNixIdentifier name} = ${inner x};";
          block =
            left: items: right:
            if items == [ ] then "${left} ${right}" else "${left}${open}${concatStringsSep open items}${close}${right}";
          byType = {
            int = toString value;
            float = builtins.toJSON value;
            string = prettyString multiline open close value;
            bool = lib.boolToString value;
            null = "null";
            path = toString value;
            list = block "[" (map inner value) "]";
            lambda = prettyFunction value;
            set =
              if lib.isFunction value then
                prettyFunction value
              else if allowPrettyValues && value ? __pretty && value ? val then
                value.__pretty value.val
              else if lib.isDerivation value then
                "<derivation ${value.name or "???"}>"
              else
                block "{" (lib.mapAttrsToList entry value) "}";
          };
        in
        byType.${builtins.typeOf value};
    in
    go indent;

  # Cuts a value off at a depth, so that endless ones can be shown. Functors and the like stay as they are.
  withRecursion =
    {
      depthLimit,
      throwOnDepthLimit ? true,
    }:
    assert builtins.isInt depthLimit;
    let
      kept = [ "__functor" "__functionArgs" "__toString" "__pretty" ];
      limit =
        depth: value:
        if depth <= depthLimit then
          value
        else if throwOnDepthLimit then
          throw "withRecursion: deeper than ${toString depthLimit} levels"
        else
          "<unevaluated>";
      go =
        depth: value:
        let
          next = x: go (depth + 1) (limit (depth + 1) x);
        in
        if isAttrs value then
          mapAttrs (name: x: if elem name kept then x else next x) value
        else if isList value then
          map next value
        else
          limit (depth + 1) value;
    in
    go 0;
}
