# Folders loaded with haumea: what each file sees, loaders, matchers, transformers.
{ flake, file, lib, nixpkgs, ... }:
let
  haumea = (flake "nix-community/haumea" { inherit nixpkgs; }).lib;
  inherit (haumea) loaders matchers transformers;
  src = ./data/haumea;
  inputs.prefix = "p";
  load = args: haumea.load ({ inherit src inputs; } // args);
  short = lib.mapAttrsRecursive (_: p: lib.removePrefix (toString src) (toString p));
in
{
  plain = load { };
  paths = short (load { loader = loaders.path; });
  verbatim = builtins.isFunction (load { loader = loaders.verbatim; }).top;
  lifted = (load { transformer = transformers.liftDefault; }).web;
  several = load { transformer = [ transformers.liftDefault [ transformers.prependUnderscore ] ]; } |> builtins.attrNames;
  attrs = load { transformer = transformers.hoistAttrs "_api" "options"; } |> (t: { inherit (t) options; second = t."2nd"; });
  lists = load { transformer = transformers.hoistLists "imports" "all"; } |> (t: { inherit (t) all; web = t.web; });
  matched = load { loader = [ matchers.json matchers.toml (matchers.nix loaders.default) ]; } |> (t: { inherit (t) log settings; });
  regex = load { loader = [ (matchers.regex "(.*)\\.(txt|toml)" (found: _: _: found)) ]; };
  always = short (load { loader = [ (matchers.always loaders.path) ]; });
  conflict = (builtins.tryEval (load { inputs.self = 1; } |> builtins.attrNames)).success;
  imported = (file "nix-community/haumea" "" { inherit lib; }) ? load;
}
