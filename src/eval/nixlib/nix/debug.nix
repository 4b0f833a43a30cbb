# Tracing (the text goes to standard error) and small test runners.
lib:
let
  inherit (builtins)
    attrNames
    deepSeq
    elem
    isAttrs
    isList
    map
    mapAttrs
    trace
    ;
  pretty = lib.generators.toPretty { allowPrettyValues = true; };

  # Below `depth` levels only the kind of bracket is shown.
  cutAt =
    depth: x:
    let
      short = text: {
        __pretty = _: text;
        val = null;
      };
    in
    if depth == 0 then
      if isList x then
        short "[…]"
      else if isAttrs x then
        short "{…}"
      else
        x
    else if isList x then
      map (cutAt (depth - 1)) x
    else if isAttrs x then
      mapAttrs (_: cutAt (depth - 1)) x
    else
      x;
in
{
  traceIf = cond: message: x: if cond then trace message x else x;
  traceVal = x: trace x x;
  traceValFn = f: x: trace (f x) x;
  traceSeq = message: trace (deepSeq message message);
  traceSeqN = depth: message: trace (pretty (cutAt depth message));
  traceValSeq = x: trace (deepSeq x x) x;
  traceValSeqFn = f: x: deepSeq x (lib.traceValFn f x);
  traceValSeqN = depth: x: lib.traceSeqN depth x x;
  traceValSeqNFn = f: depth: x: lib.traceSeqN depth (f x) x;
  traceFnSeqN =
    depth: name: f: x:
    let
      y = f x;
    in
    lib.traceSeqN (depth + 1) {
      fn = name;
      from = x;
      to = y;
    } y;

  # All tests named `test…`, or just those listed in `tests`.
  runTests =
    tests:
    let
      only = tests.tests or [ ];
      wanted = name: if only == [ ] then lib.hasPrefix "test" name else elem name only;
      failed = name: wanted name && tests.${name}.expr != tests.${name}.expected;
    in
    map (name: {
      inherit name;
      inherit (tests.${name}) expected;
      result = tests.${name}.expr;
    }) (builtins.filter failed (attrNames tests));
  testAllTrue = expr: {
    inherit expr;
    expected = map (_: true) expr;
  };
  throwTestFailures =
    {
      failures,
      description ? "tests",
      ...
    }:
    let
      line = failure: "\n- ${failure.name}: expected ${pretty failure.expected}, got ${pretty failure.result}";
      count = toString (builtins.length failures);
    in
    if failures == [ ] then null else throw "${count} ${description} failed:${lib.concatMapStrings line failures}";
}
