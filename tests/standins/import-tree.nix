# Files found by import-tree: as a module, and as lists.
{ flake, lib, ... }:
let
  import-tree = flake "vic/import-tree" { };
  root = ./data/tree;
  names = map (p: lib.removePrefix (toString root) (toString p));
  lists = import-tree.withLib lib;
  evaluate = module: (lib.evalModules {
    modules = [ module { options.imported = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; }; } ];
  }).config.imported;
in
{
  module = evaluate (import-tree root);
  several = evaluate (import-tree [ ./data/tree/a ./data/tree/m ]);
  added = evaluate (import-tree.addPath root);
  filtered = evaluate (import-tree.filter (lib.hasInfix "/c/") root);
  filterNot = evaluate (import-tree.filterNot (lib.hasSuffix "four.nix") root);
  matching = evaluate (import-tree.match ".*/[a-z]+/six\\.nix" root);
  matchNot = evaluate (import-tree.matchNot ".*/.*/.*" root);
  twice = evaluate (import-tree { imports = [ (import-tree root) (import-tree root) ]; outPath = root; });
  mapped = lists.map (p: "<${baseNameOf p}>") |> (t: t.leafs root);
  files = names ((lists.addPath root).files);
  leafs = names (lists.leafs root);
  piped = (lists.pipeTo builtins.length) root;
  hidden = names ((lists.initFilter (lib.hasInfix "/_")).leafs root);
  all = names ((lists.initFilter (p: lib.hasSuffix ".md" p)).leafs root);
  chained = names (((lists.filter (lib.hasInfix "/a/")).filter (lib.hasSuffix "two.nix")).leafs root);
  api = ((lists.addAPI { a-only = self: self.filter (lib.hasInfix "/a/"); }).a-only.addPath root).files |> names;
  own = evaluate (import-tree [ { imported = [ "literal" ]; } ]);
  file = evaluate (import-tree ./data/tree/one.nix);
  result = evaluate (import-tree.addPath root).result;
}
