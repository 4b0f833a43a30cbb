# Plain functions: composition, booleans, warnings, function arguments.
lib:
let
  inherit (builtins) foldl' isFunction map readFile;
  same = x: x;
in
{
  id = same;
  const = x: _: x;
  pipe = foldl' (x: f: f x);
  flip =
    f: a: b:
    f b a;
  concat = a: b: a ++ b;
  mergeAttrs = a: b: a // b;

  "or" = a: b: a || b;
  and = a: b: a && b;
  xor = a: b: (a || b) && !(a && b);
  boolToString = flag: if flag then "true" else "false";
  boolToYesNo = flag: if flag then "yes" else "no";

  defaultTo = default: x: if x == null then default else x;
  mapNullable = f: x: if x == null then null else f x;
  importJSON = file: builtins.fromJSON (readFile file);
  importTOML = file: builtins.fromTOML (readFile file);

  warn =
    builtins.warn or (
      message: x:
      assert builtins.isString message;
      builtins.trace "evaluation warning: ${message}" x
    );
  warnIf = cond: message: if cond then lib.warn message else same;
  warnIfNot = cond: message: if cond then same else lib.warn message;
  throwIf = cond: message: if cond then throw message else same;
  throwIfNot = cond: message: if cond then same else throw message;
  info = message: builtins.trace "INFO: ${message}";
  showWarnings = messages: x: lib.foldr lib.warn x messages;
  checkListOfEnum =
    message: allowed: given:
    let
      show = list: builtins.concatStringsSep ", " (map toString list);
      other = lib.subtractLists allowed given;
    in
    lib.throwIfNot (other == [ ]) "${message}: ${show other} not allowed, only: ${show allowed}";

  # A set with `__functor` is called like a function; `__functionArgs` says what it would accept.
  isFunction = f: isFunction f || (f ? __functor && isFunction (f.__functor f));
  functionArgs =
    f: if f ? __functor then f.__functionArgs or (builtins.functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };
  mirrorFunctionArgs =
    model:
    let
      args = lib.functionArgs model;
    in
    f: lib.setFunctionArgs f args;
  toFunction = x: if lib.isFunction x then x else _: x;

  inNixShell = builtins.getEnv "IN_NIX_SHELL" != "";
  inPureEvalMode = !builtins ? currentSystem;
}
