# Types of values.
let
  values = [ null true 1 1.5 "s" /p [ ] { } (x: x) map (builtins.add 1) { __functor = _: x: x; } { outPath = "o"; } ];
in
{
  typeOf = map builtins.typeOf values;
  isAttrs = map builtins.isAttrs values;
  isBool = map builtins.isBool values;
  isFloat = map builtins.isFloat values;
  isFunction = map builtins.isFunction values;
  isInt = map builtins.isInt values;
  isList = map builtins.isList values;
  isNull = map builtins.isNull values;
  isPath = map builtins.isPath values;
  isString = map builtins.isString values;
  equality = map (v: map (w: v == w) [ null true 1 "s" [ ] { } /p ]) [ null true 1 1.0 "s" [ ] { } /p ];
  constants = [ builtins.langVersion builtins.storeDir builtins.true builtins.false builtins.null (builtins.builtins.true) (builtins ? map) (builtins ? nosuch) (builtins.isAttrs builtins) ];
  underscored = [ (__length [ 1 ]) (__add 1 2) (__head [ 3 ]) __langVersion ];
  trace = builtins.trace "seen" (builtins.trace { a = 1; } 5);
  context = builtins.addErrorContext "while testing" 6;
  break = builtins.isFunction builtins.tryEval;
}
