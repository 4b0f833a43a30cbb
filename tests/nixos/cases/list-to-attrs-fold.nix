{ lib, ... }:
let
  names = [ "one" "two" "three" ];
  indexed = lib.imap1 (i: n: lib.nameValuePair "worker-${n}" { image = "worker"; environment.INDEX = toString i; dependsOn = lib.optional (i > 1) "worker-${builtins.elemAt names (i - 2)}"; }) names;
in
{
  virtualisation.oci-containers.containers = lib.foldl' (acc: p: acc // { ${p.name} = p.value; }) { } indexed
    // builtins.listToAttrs [ { name = "front"; value = { image = "front"; ports = map (p: "${toString p}:${toString p}") (lib.range 8000 8002); }; } ];
}
