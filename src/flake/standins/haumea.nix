# haumea: the files below a folder as a set. Written for ocinix.
{ lib, inputs, ... }:
let
  inherit (builtins) attrNames attrValues concatMap foldl' length mapAttrs readDir removeAttrs stringLength;

  # What a name says: `_x` is for the tree only, `__x` for its own folder and what lies below.
  nameOf =
    kind: short:
    let
      parts = builtins.match "(.+)\\.[^.]+" short;
    in
    if kind == "directory" || parts == null then short else builtins.head parts;
  scopeOf = file: if lib.hasPrefix "__" file then "super" else if lib.hasPrefix "_" file then "root" else "public";

  # A folder as its transformers leave it; `from` is the folder that looks, or null for whoever called `load`.
  see =
    transform: from: at: children:
    let
      inside = from != null && lib.take (length at) from == at;
      shown = {
        public = true;
        root = from != null;
        super = inside;
      };
      one =
        name: node:
        lib.optionalAttrs shown.${node.scope} {
          ${name} = if node ? children then see transform from (at ++ [ name ]) node.children else node.content;
        };
    in
    transform at (lib.concatMapAttrs one children);

  load =
    {
      src,
      loader ? loaders.default,
      inputs ? { },
      transformer ? [ ],
    }:
    let
      transform = at: set: foldl' (done: next: next at done) set (lib.flatten transformer);
      readers = if lib.isFunction loader then [ (matchers.nix loader) ] else loader;
      whole = read src [ ];

      read =
        dir: at:
        let
          entries = readDir dir;
          found = concatMap (file: node dir at file entries.${file}) (attrNames entries);
          add =
            all: next:
            if all ? ${next.name} then
              throw "haumea: two files in ${toString dir} are called ${next.name}"
            else
              all // { ${next.name} = removeAttrs next [ "name" ]; };
        in
        foldl' add { } found;

      node =
        dir: at: file: kind:
        let
          short = lib.removePrefix "_" (lib.removePrefix "_" file);
          name = nameOf kind short;
          fit = builtins.filter (reader: reader.matches short) readers;
          scope = scopeOf file;
        in
        if short == "" then
          [ ]
        else if kind == "directory" then
          [ { inherit name scope; children = read (dir + "/${file}") (at ++ [ name ]); } ]
        else if kind == "regular" && fit != [ ] then
          [ { inherit name scope; content = content (builtins.head fit) at (dir + "/${file}"); } ]
        else
          [ ];

      content =
        reader: at: path:
        let
          root = see transform at [ ] whole;
          self = reader.loader (inputs // { inherit self root; super = lib.getAttrFromPath at root; }) path;
        in
        self;

      taken = builtins.filter (name: inputs ? ${name}) [ "self" "super" "root" ];
    in
    if taken != [ ] then
      throw "haumea: no input can be called ${builtins.head taken}"
    else
      see transform null [ ] whole;

  # A file that may be a function gets those inputs that it names.
  applied =
    open: inputs: path:
    let
      f = lib.toFunction (open path);
    in
    f (mapAttrs (name: _: inputs.${name}) (lib.functionArgs f));

  loaders = {
    default = applied import;
    scoped = inputs: applied (builtins.scopedImport inputs) inputs;
    verbatim = _: import;
    path = _: path: path;
    callPackage = inputs: path: lib.callPackageWith inputs path { };
  };

  matchers = {
    always = loader: { matches = _: true; inherit loader; };
    extension = ext: loader: {
      matches = file: lib.hasSuffix ".${ext}" file && stringLength file > stringLength ext + 1;
      inherit loader;
    };
    regex = pattern: loader: {
      matches = file: builtins.match pattern file != null;
      loader = inputs: path: loader (builtins.match pattern (baseNameOf path)) inputs path;
    };
    nix = matchers.extension "nix";
    json = matchers.extension "json" (_: lib.importJSON);
    toml = matchers.extension "toml" (_: lib.importTOML);
  };

  # Each entry becomes a set; these are joined.
  joined = join: f: set: foldl' join { } (attrValues (mapAttrs f set));

  transformers = {
    liftDefault =
      _: set:
      let
        inner = set.default or { };
        outer = removeAttrs set [ "default" ];
        both = builtins.intersectAttrs outer inner;
      in
      if both == { } then outer // inner else throw "haumea: ${builtins.head (attrNames both)} is defined beside default too";
    prependUnderscore =
      _: lib.mapAttrs' (name: lib.nameValuePair (if builtins.match "[a-zA-Z_].*" name == null then "_${name}" else name));
    hoistAttrs =
      from: to: at:
      joined lib.recursiveUpdate (
        file: value:
        if value ? ${from} then
          { ${file} = removeAttrs value [ from ]; } // { ${if at == [ ] then to else from} = { ${file} = value.${from}; }; }
        else
          { ${file} = value; }
      );
    hoistLists =
      from: to: at:
      let
        key = if at == [ ] then to else from;
      in
      joined (a: b: a // b // { ${key} = (a.${key} or [ ]) ++ (b.${key} or [ ]); }) (
        file: value:
        if value ? ${from} then { ${file} = removeAttrs value [ from ]; ${key} = value.${from}; } else { ${file} = value; }
      );
  };

  api = {
    inherit load loaders matchers transformers;
    loadEvalTests =
      args:
      let
        tests = load args;
        wrong = lib.runTests (tests // { tests = attrNames tests; });
      in
      if wrong == [ ] then { } else throw (lib.generators.toPretty { } wrong);
  };
in
{
  outputs.lib = api;
  files."" = _: api;
}
