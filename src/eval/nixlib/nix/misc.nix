# Old helpers that nixpkgs keeps for compatibility.
lib:
let
  inherit (builtins)
    attrNames
    elem
    filter
    foldl'
    head
    isAttrs
    isList
    listToAttrs
    map
    mapAttrs
    tail
    ;
  inherit (lib.misc) mergeAttrBy;
  concat = a: b: a ++ b;
  propagated = pkg: pkg.propagatedBuildInputs or [ ] ++ pkg.propagatedNativeBuildInputs or [ ];
  zeros = count: lib.strings.replicate count "0";
in
{
  fakeHash = "sha256-${lib.strings.replicate 43 "A"}=";
  fakeSha256 = zeros 64;
  fakeSha512 = zeros 128;
  imap = lib.imap1;

  maybeEnv =
    name: default:
    let
      value = builtins.getEnv name;
    in
    if value == "" then default else value;
  maybeAttr = name: default: set: set.${name} or default;
  maybeAttrNullable = lib.misc.maybeAttr;
  nvs = name: value: { ${name} = value; };
  setAttr =
    set: name: value:
    set // { ${name} = value; };
  setAttrMerge =
    name: default: set: f:
    set // { ${name} = f (set.${name} or default); };
  ifEnable =
    cond: value:
    if cond then
      value
    else
      {
        list = [ ];
        set = { };
        bool = false;
      }
      .${builtins.typeOf value} or null;
  nixType =
    x:
    if x ? outPath then
      "derivation"
    else if lib.isFunction x && !isAttrs x then
      "function"
    else
      {
        set = "attrs";
        path = "string";
        float = "string";
      }
      .${builtins.typeOf x} or (builtins.typeOf x);

  # The right side is a set, or a function from the left side.
  defaultMergeArg = old: new: if isAttrs new then new else new old;
  defaultMerge = old: new: old // lib.misc.defaultMergeArg old new;
  foldArgs =
    merge: f: old: new:
    let
      given = lib.misc.defaultMergeArg old new;
      args = merge old given;
      again = lib.misc.foldArgs merge f args;
      result = f args;
      passthru = result.passthru or { };
    in
    result
    // {
      passthru = passthru // {
        function = again;
        args = passthru.args or { } // new;
      };
      override = again;
    };

  checkFlag =
    set: name:
    if name == "true" then
      true
    else if name == "false" then
      false
    else if elem name (set.flags or [ ]) then
      true
    else
      set.${name} or false;
  getValue =
    set: pairs: name:
    set.${name} or (
      if lib.misc.checkFlag set name then
        true
      else
        let
          found = filter (pair: head pair == name) pairs;
        in
        if found == [ ] then null else head (tail (head found))
    );
  checkReqs =
    set: pairs: conditions:
    let
      isSet =
        name:
        let
          value = lib.misc.getValue set pairs name;
        in
        value != null && value != false;
      holds = condition: lib.misc.checkFlag set (head condition) -> builtins.all isSet (tail condition);
    in
    builtins.all holds conditions;

  uniqList =
    {
      inputList,
      acc ? [ ],
    }:
    lib.drop (builtins.length acc) (
      foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) acc inputList
    );
  uniqListExt =
    {
      inputList,
      outputList ? [ ],
      getter ? lib.id,
      compare ? a: b: a == b,
    }:
    foldl' (
      seen: x: if builtins.any (y: compare (getter y) (getter x)) seen then seen else seen ++ [ x ]
    ) outputList inputList;
  # `list` alternates between conditions and texts.
  condConcat =
    text: list: check:
    if list == [ ] then
      text
    else
      lib.misc.condConcat (if check (head list) then text + head (tail list) else text) (tail (tail list)) check;

  # Newest first, as opposed to `genericClosure`.
  lazyGenericClosure =
    { startSet, operator }:
    let
      go =
        todo: keys: done:
        let
          x = head todo;
        in
        if todo == [ ] then
          done
        else if elem x.key keys then
          go (tail todo) keys done
        else
          go (tail todo ++ operator x) ([ x.key ] ++ keys) ([ x ] ++ done);
    in
    go startSet [ ] [ ];
  closePropagation =
    packages:
    let
      node = val: {
        inherit val;
        key = val.outPath;
      };
      nodes = list: map node (filter (x: x != null) list);
      closed = builtins.genericClosure {
        startSet = nodes packages;
        operator = x: if isAttrs x.val then nodes (propagated x.val) else [ ];
      };
    in
    map (x: x.val) closed;
  closePropagationFast = lib.closePropagation;
  closePropagationSlow = packages: lib.misc.uniqList { inputList = lib.misc.innerClosePropagation [ ] packages; };
  innerClosePropagation =
    done: packages:
    let
      x = head packages;
      now = [ x ] ++ done;
      next = lib.misc.uniqList {
        inputList = propagated x ++ tail packages;
        acc = now;
      };
    in
    if packages == [ ] then
      done
    else if isAttrs x then
      lib.misc.innerClosePropagation now next
    else
      lib.misc.innerClosePropagation done (tail packages);

  innerModifySumArgs =
    f: extra: args: more:
    if more == null then f args null // extra else lib.misc.innerModifySumArgs f extra (args // more);
  modifySumArgs = f: extra: lib.misc.innerModifySumArgs f extra { };

  # A name that only the right side has is merged with itself.
  mergeAttrsWithFunc =
    f: a: b:
    a // mapAttrs (name: value: f (a.${name} or value) value) b;
  mergeAttrsConcatenateValues = lib.misc.mergeAttrsWithFunc (a: b: lib.toList a ++ lib.toList b);
  mergeAttrsNoOverride =
    {
      mergeLists ? [ "buildInputs" "propagatedBuildInputs" ],
      overrideSnd ? [ "buildPhase" ],
    }:
    a: b:
    a
    // mapAttrs (
      name: value:
      if !a ? ${name} then
        value
      else if elem name mergeLists then
        value ++ a.${name}
      else if elem name overrideSnd then
        a.${name}
      else
        throw "mergeAttrsNoOverride: `${name}` is on both sides and there is no rule to merge it"
    ) b;

  # Both sides may bring functions, in `mergeAttrBy`, that merge attributes of the same name.
  mergeAttrByFunc =
    a: b:
    let
      rules = { mergeAttrBy = x: y: x // y; } // a.mergeAttrBy or { } // b.mergeAttrBy or { };
      both = lib.filterAttrs (name: _: a ? ${name} && b ? ${name}) rules;
    in
    a // b // mapAttrs (name: merge: merge a.${name} b.${name}) both;
  mergeAttrsByFuncDefaults = lib.foldl lib.misc.mergeAttrByFunc { inherit mergeAttrBy; };
  mergeAttrsByFuncDefaultsClean = sets: removeAttrs (lib.misc.mergeAttrsByFuncDefaults sets) [ "mergeAttrBy" ];
  mergeAttrBy =
    let
      all = names: rule: lib.genAttrs names (_: rule);
    in
    all [
      "buildInputs"
      "configureFlags"
      "nativeBuildInputs"
      "patches"
      "postAll"
      "prePhases"
      "propagatedBuildInputs"
    ] concat
    // all [ "cfg" "flags" "meta" "passthru" ] (a: b: a // b)
    // all [ "postInstall" "preConfigure" ] (a: b: "${a}\n${b}");
}
