# Sets as command line arguments.
lib:
let
  inherit (builtins) concatLists isBool isList stringLength;
  showValue = lib.generators.mkValueStringDefault { };
in
{
  # `style name` says how one option is written: its text, the separator before a value (null: two words), …
  toCommandLine =
    style: set:
    let
      one =
        name: value:
        let
          s = style name;
          format = s.formatArg or showValue;
        in
        if value == null then
          [ ]
        else if !s.explicitBool && isBool value then
          lib.optional value s.option
        else if s.sep == null then
          [ s.option (format value) ]
        else
          [ (s.option + s.sep + format value) ];
      option =
        name: value:
        if name == "" then
          throw "toCommandLine: an option needs a name"
        else if isList value then
          builtins.concatMap (one name) value
        else
          one name value;
    in
    concatLists (lib.mapAttrsToList option set);
  toCommandLineGNU =
    {
      isLong ? name: stringLength name > 1,
      explicitBool ? false,
      formatArg ? showValue,
    }:
    lib.cli.toCommandLine (
      name:
      let
        long = isLong name;
      in
      {
        option = (if long then "--" else "-") + name;
        sep = if long then "=" else "";
        inherit explicitBool formatArg;
      }
    );
  toCommandLineShell = style: set: lib.escapeShellArgs (lib.cli.toCommandLine style set);
  toCommandLineShellGNU = options: set: lib.escapeShellArgs (lib.cli.toCommandLineGNU options set);

  # The older pair: every part may be replaced, values are words of their own.
  toGNUCommandLine =
    {
      mkOptionName ? name: (if stringLength name == 1 then "-" else "--") + name,
      mkBool ? name: value: lib.optional value (mkOptionName name),
      mkList ? name: builtins.concatMap (mkOption name),
      mkOption ?
        name: value:
        if value == null then
          [ ]
        else if optionValueSeparator == null then
          [ (mkOptionName name) (showValue value) ]
        else
          [ (mkOptionName name + optionValueSeparator + showValue value) ],
      optionValueSeparator ? null,
    }:
    set:
    let
      option =
        name: value:
        if isBool value then
          mkBool name value
        else if isList value then
          mkList name value
        else
          mkOption name value;
    in
    concatLists (lib.mapAttrsToList option set);
  toGNUCommandLineShell = options: set: lib.escapeShellArgs (lib.cli.toGNUCommandLine options set);
}
