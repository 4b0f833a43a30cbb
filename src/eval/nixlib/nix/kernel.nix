# Kernel configuration answers.
lib:
let
  answer = tristate: {
    inherit tristate;
    optional = false;
  };
in
{
  yes = answer "y";
  no = answer "n";
  module = answer "m";
  unset = answer null;
  freeform = value: {
    freeform = value;
    optional = false;
  };
  option = item: item // { optional = true; };
  whenHelpers =
    version:
    let
      since = lib.versionAtLeast version;
    in
    {
      whenAtLeast = from: lib.mkIf (since from);
      whenOlder = before: lib.mkIf (!since before);
      whenBetween = from: before: lib.mkIf (since from && !since before);
    };
}
