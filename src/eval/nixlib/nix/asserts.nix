# Checks with a message.
lib:
let
  show = lib.generators.toPretty { };
in
{
  assertMsg = cond: message: if cond then true else throw message;
  assertOneOf =
    what: value: allowed:
    lib.assertMsg (builtins.elem value allowed) "${what} is ${show value}, which is none of ${show allowed}";
  assertEachOneOf =
    what: values: allowed:
    lib.assertMsg (lib.subtractLists allowed values == [ ])
      "${what} is ${show values}, which is not made of ${show allowed} only";
  checkAssertWarn =
    assertions: warnings: x:
    let
      failed = builtins.filter (a: !a.assertion) assertions;
    in
    if failed == [ ] then
      lib.showWarnings warnings x
    else
      throw "Failed assertions:\n${lib.concatMapStringsSep "\n" (a: "- ${a.message}") failed}";
}
