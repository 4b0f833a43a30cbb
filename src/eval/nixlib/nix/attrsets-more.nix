# Attribute sets: recursion, products, outputs of packages and the rarely used rest.
lib:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    head
    isAttrs
    length
    listToAttrs
    map
    mapAttrs
    ;

  # The first existing output of `names`; a package whose output was already chosen stays as it is.
  firstOutput =
    names: pkg:
    let
      present = filter (name: pkg ? ${name}) names;
    in
    if pkg.outputSpecified or false || present == [ ] then pkg else pkg.${head present};
in
{
  filterAttrsRecursive =
    keep: set:
    mapAttrs (_: value: if isAttrs value then lib.filterAttrsRecursive keep value else value) (
      lib.filterAttrs keep set
    );
  mapAttrsRecursive = lib.mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    descend: f: set:
    let
      walk =
        path:
        mapAttrs (
          name: value:
          let
            here = path ++ [ name ];
          in
          if isAttrs value && descend value then walk here value else f here value
        );
    in
    walk [ ] set;
  mapAttrsToListRecursive = lib.mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond =
    descend: f: set:
    let
      walk =
        path: x:
        concatMap (
          name:
          let
            here = path ++ [ name ];
            value = x.${name};
          in
          if isAttrs value && descend here value then walk here value else [ (f here value) ]
        ) (attrNames x);
    in
    walk [ ] set;

  foldAttrs = op: end: builtins.zipAttrsWith (_: lib.foldr op end);
  cartesianProduct =
    lists:
    builtins.foldl' (rows: name: concatMap (row: map (x: row // { ${name} = x; }) lists.${name}) rows) [ { } ] (
      attrNames lists
    );
  mapCartesianProduct = f: lists: map f (lib.cartesianProduct lists);
  matchAttrs =
    pattern: set:
    assert isAttrs pattern;
    builtins.all (
      name:
      set ? ${name}
      && (
        let
          want = pattern.${name};
          have = set.${name};
        in
        if isAttrs want then isAttrs have && lib.matchAttrs want have else want == have
      )
    ) (attrNames pattern);
  overrideExisting = old: new: old // builtins.intersectAttrs old new;
  unionOfDisjoint =
    a: b:
    let
      both = builtins.intersectAttrs a b;
      names = builtins.concatStringsSep " " (attrNames both);
    in
    a // b // mapAttrs (name: _: throw "unionOfDisjoint: `${name}` is on both sides (all: ${names})") both;

  showAttrPath =
    path:
    if path == [ ] then
      "<root attribute path>"
    else
      builtins.concatStringsSep "." (map lib.strings.escapeNixIdentifier path);
  longestValidPathPrefix =
    path: set:
    let
      size = length path;
      from = i: value: if i < size && value ? ${elemAt path i} then from (i + 1) value.${elemAt path i} else i;
    in
    lib.take (from 0 set) path;

  # Updates to longer paths apply before those to their prefixes; for one path the order of the list counts.
  updateManyAttrsByPath =
    updates: start:
    let
      go =
        depth: exists: value: here:
        let
          split = builtins.partition (u: length u.path == depth) here;
          deeper = builtins.groupBy (u: elemAt u.path depth) split.wrong;
          within =
            if split.wrong == [ ] then
              if exists then
                value
              else
                throw "updateManyAttrsByPath: `${lib.showAttrPath (head split.right).path}` has no old value to update"
            else if !exists then
              mapAttrs (_: go (depth + 1) false null) deeper
            else if isAttrs value then
              value // mapAttrs (name: go (depth + 1) (value ? ${name}) value.${name}) deeper
            else
              throw "updateManyAttrsByPath: `${lib.showAttrPath (lib.take depth inner)}` is not a set";
          inner = (head split.wrong).path;
        in
        lib.foldl (acc: u: u.update acc) within split.right;
    in
    go 0 true start updates;

  getOutput = output: pkg: if pkg.outputSpecified or false then pkg else pkg.${output} or pkg.out or pkg;
  getFirstOutput = firstOutput;
  getBin = lib.getOutput "bin";
  getLib = lib.getOutput "lib";
  getDev = lib.getOutput "dev";
  getMan = lib.getOutput "man";
  getStatic = firstOutput [ "static" "lib" "out" ];
  getInclude = firstOutput [ "include" "dev" "out" ];
  chooseDevOutputs = map (lib.getOutput "dev");

  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
  toDerivation =
    path:
    let
      stored = builtins.storePath path;
      drv = {
        type = "derivation";
        name = lib.strings.sanitizeDerivationName (builtins.substring 33 (-1) (baseNameOf stored));
        outPath = stored;
        outputs = [ "out" ];
        out = drv;
        outputName = "out";
      };
    in
    drv;
}
