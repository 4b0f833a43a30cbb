# Attribute sets: the part of `lib.attrsets` that nearly every configuration uses.
lib:
let
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    concatMap
    elemAt
    filter
    foldl'
    head
    isAttrs
    length
    listToAttrs
    map
    mapAttrs
    tail
    ;
in
{
  optionalAttrs = cond: set: if cond then set else { };
  nameValuePair = name: value: { inherit name value; };
  isDerivation = x: x.type or null == "derivation";

  mapAttrsToList = f: set: attrValues (mapAttrs f set);
  mapAttrs' = f: set: listToAttrs (attrValues (mapAttrs f set));
  attrsToList = set: attrValues (mapAttrs (name: value: { inherit name value; }) set);
  filterAttrs = keep: set: removeAttrs set (filter (name: !keep name set.${name}) (attrNames set));
  concatMapAttrs = f: set: lib.mergeAttrsList (attrValues (mapAttrs f set));
  foldlAttrs =
    f: start: set:
    foldl' (acc: name: f acc name set.${name}) start (attrNames set);

  genAttrs =
    names: f:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  genAttrs' = list: f: listToAttrs (map f list);
  getAttrs = names: set: lib.genAttrs names (name: set.${name});
  attrVals = names: set: map (name: set.${name}) names;

  mergeAttrsList = list: if list == [ ] then { } else foldl' (a: b: a // b) (head list) (tail list);
  recursiveUpdate = lib.recursiveUpdateUntil (_: old: new: !(isAttrs old && isAttrs new));
  # Names found on one side only keep their cell and its position.
  recursiveUpdateUntil =
    stop: old: new:
    let
      merge =
        path: a: b:
        a
        // mapAttrs (
          name: value:
          let
            here = path ++ [ name ];
          in
          if !a ? ${name} || stop here a.${name} value then value else merge here a.${name} value
        ) b;
    in
    merge [ ] old new;

  attrByPath =
    path: default: set:
    let
      size = length path;
      from =
        i: value:
        if i == size then
          value
        else
          let
            name = elemAt path i;
          in
          if value ? ${name} then from (i + 1) value.${name} else default;
    in
    from 0 set;
  hasAttrByPath =
    path: set:
    let
      size = length path;
      from = i: value: i == size || (value ? ${elemAt path i} && from (i + 1) value.${elemAt path i});
    in
    from 0 set;
  getAttrFromPath =
    path: set:
    lib.attrByPath path (abort "there is no attribute `${builtins.concatStringsSep "." path}`") set;
  setAttrByPath =
    path: value:
    let
      size = length path;
      from = i: if i == size then value else { ${elemAt path i} = from (i + 1); };
    in
    from 0;

  zipAttrs = builtins.zipAttrsWith (_: values: values);
  zipAttrsWithNames =
    names: f: sets:
    lib.genAttrs names (name: f name (catAttrs name sets));
  collect =
    pred: x:
    if pred x then
      [ x ]
    else if isAttrs x then
      concatMap (lib.collect pred) (attrValues x)
    else
      [ ];
}
