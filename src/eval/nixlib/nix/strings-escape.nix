# Quoting for shells, regular expressions, URLs, XML, C and Nix.
lib:
let
  inherit (builtins) concatStringsSep elem isAttrs isList map match replaceStrings substring;

  # Printable ASCII in code order, from space (32) to tilde (126); the three blanks before it are added by name.
  printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  codes =
    builtins.listToAttrs (
      builtins.genList (i: {
        name = substring i 1 printable;
        value = i + 32;
      }) 95
    )
    // {
      "\t" = 9;
      "\n" = 10;
      "\r" = 13;
    };
  hex2 = code: lib.fixedWidthString 2 "0" (lib.toHexString code);

  urlReserved = builtins.filter (c: match "[A-Za-z0-9._~-]" c == null) (builtins.attrNames codes);

  keywords = [
    "assert"
    "else"
    "if"
    "in"
    "inherit"
    "let"
    "or"
    "rec"
    "then"
    "with"
  ];
in
{
  escape = specials: replaceStrings specials (map (c: "\\" + c) specials);
  escapeC = specials: replaceStrings specials (map (c: "\\x" + lib.toLower (hex2 codes.${c})) specials);
  escapeRegex = lib.escape [ "\\" "[" "{" "(" ")" "^" "$" "?" "*" "+" "|" "." ];
  escapeURL = replaceStrings urlReserved (map (c: "%" + hex2 codes.${c}) urlReserved);
  escapeXML = replaceStrings [ "&" "<" ">" "\"" "'" ] [ "&amp;" "&lt;" "&gt;" "&quot;" "&apos;" ];
  charToInt = c: codes.${c};

  # Words made of harmless characters only stay as they are; the empty string must be quoted.
  escapeShellArg =
    arg:
    let
      text = toString arg;
    in
    if match "[[:alnum:],._+:@%/-]+" text != null then text else "'" + replaceStrings [ "'" ] [ "'\\''" ] text + "'";
  escapeShellArgs = args: concatStringsSep " " (map lib.escapeShellArg args);

  isValidPosixName = name: match "[A-Za-z_][A-Za-z0-9_]*" name != null;
  toShellVar =
    name: value:
    if !lib.isValidPosixName name then
      throw "toShellVar: `${name}` cannot be the name of a shell variable"
    else if isAttrs value && !lib.isStringLike value then
      let
        entry = key: v: "[${lib.escapeShellArg key}]=${lib.escapeShellArg v}";
      in
      "declare -A ${name}=(${concatStringsSep " " (lib.mapAttrsToList entry value)})"
    else if isList value then
      "declare -a ${name}=(${lib.escapeShellArgs value})"
    else
      "${name}=${lib.escapeShellArg value}";
  toShellVars = vars: concatStringsSep "\n" (lib.mapAttrsToList lib.toShellVar vars);

  # JSON strings are Nix strings, but for the dollar sign.
  escapeNixString = text: replaceStrings [ "$" ] [ "\\$" ] (builtins.toJSON text);
  escapeNixIdentifier =
    name:
    if match "[A-Za-z_][A-Za-z0-9_'-]*" name != null && !elem name keywords then
      name
    else
      lib.strings.escapeNixString name;
}
