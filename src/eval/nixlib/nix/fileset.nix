# Sets of files: a question about one file, and the directories below which to ask it.
lib:
let
  inherit (builtins)
    any
    attrNames
    isList
    isPath
    map
    pathExists
    typeOf
    ;
  inherit (lib) hasPrefix hasSuffix pathType;

  make = roots: contains: {
    _type = "fileset";
    inherit roots contains;
  };
  nothing = make [ ] (_: false);
  under = dir: file: file == dir || hasPrefix (if dir == "/" then dir else dir + "/") file;

  # `contains` gets the text of an absolute path.
  whole = path: make [ path ] (under (toString path));
  isSource = x: x ? _isLibCleanSourceWith;
  coerce =
    who: x:
    if x._type or null == "fileset" then
      x
    else if isSource x then
      throw "fileset.${who}: a filtered source becomes a file set by `fileset.fromSource`"
    else if !isPath x then
      throw "fileset.${who}: expected a path or a file set, got ${typeOf x}"
    else if !pathExists x then
      throw "fileset.${who}: ${toString x} does not exist"
    else
      whole x;
  coerceAll = who: map (coerce who);

  unionOf =
    sets: make (builtins.concatMap (set: set.roots) sets) (file: any (set: set.contains file) sets);

  # Without the files that no set has, in the order of their names, directory by directory.
  filesBelow =
    path:
    if pathType path != "directory" then
      [ path ]
    else
      builtins.concatMap (name: filesBelow (path + "/${name}")) (attrNames (builtins.readDir path));
  listOf =
    set:
    let
      found = builtins.filter (file: set.contains (toString file)) (builtins.concatMap filesBelow set.roots);
      byName = builtins.listToAttrs (map (file: lib.nameValuePair (toString file) file) found);
      components = file: lib.splitString "/" file;
      before = a: b: lib.compareLists lib.compare (components a) (components b) < 0;
    in
    map (file: byName.${file}) (builtins.sort before (attrNames byName));

  # A path that a filter lets through together with all directories above it.
  passes =
    root: filter: file:
    let
      inner = lib.removePrefix (toString root + "/") file;
      names = lib.splitString "/" inner;
      prefix = count: "${toString root}/${builtins.concatStringsSep "/" (lib.take count names)}";
      count = builtins.length names;
    in
    file == toString root
    || under (toString root) file
    && lib.all (i: filter (prefix i) "directory") (lib.range 1 (count - 1))
    && filter file (pathType (/. + file));

  tracked =
    who: submodules: path:
    if !isPath path then
      throw "fileset.${who}: expected a path, got ${typeOf path}"
    else
      let
        tree = builtins.fetchGit {
          url = path;
          inherit submodules;
          shallow = true;
        };
        isTracked = file: pathExists "${tree}/${lib.removePrefix (toString path + "/") file}";
      in
      make [ path ] (file: under (toString path) file && isTracked file);
in
{
  empty = nothing;
  isFileset = x: x._type or null == "fileset" || isPath x && pathExists x;
  maybeMissing =
    path:
    if !isPath path then
      throw "fileset.maybeMissing: expected a path, got ${typeOf path}"
    else if pathExists path then
      whole path
    else
      nothing;
  fromSource =
    source:
    let
      path = source.origSrc or source;
      root = coerce "fromSource" path;
    in
    if isSource source then make [ path ] (passes path source.filter) else root;
  fileFilter =
    pred: path:
    let
      root = coerce "fileFilter" path;
      matches =
        file:
        let
          name = baseNameOf file;
        in
        pred {
          inherit name;
          type = pathType (/. + file);
          hasExt = ext: hasSuffix ".${ext}" name;
        };
    in
    if !lib.isFunction pred then
      throw "fileset.fileFilter: expected a function, got ${typeOf pred}"
    else if !isPath path then
      throw "fileset.fileFilter: expected a path, got ${typeOf path}"
    else
      make root.roots (file: root.contains file && matches file);
  gitTracked = tracked "gitTracked" false;
  gitTrackedWith =
    {
      recurseSubmodules ? false,
    }:
    tracked "gitTrackedWith" recurseSubmodules;

  union = a: b: unionOf (coerceAll "union" [ a b ]);
  unions =
    sets:
    if isList sets then
      unionOf (coerceAll "unions" sets)
    else
      throw "fileset.unions: expected a list, got ${typeOf sets}";
  intersection =
    a: b:
    let
      left = coerce "intersection" a;
      right = coerce "intersection" b;
    in
    make left.roots (file: left.contains file && right.contains file);
  difference =
    a: b:
    let
      left = coerce "difference" a;
      right = coerce "difference" b;
    in
    make left.roots (file: left.contains file && !right.contains file);

  toList = set: listOf (coerce "toList" set);
  toSource =
    { root, fileset }:
    let
      set = coerce "toSource" fileset;
      holds =
        path: type:
        if type == "directory" then any (file: under path (toString file)) (listOf set) else set.contains path;
    in
    if !isPath root then
      throw "fileset.toSource: `root` must be a path, got ${typeOf root}"
    else if !pathExists root || pathType root != "directory" then
      throw "fileset.toSource: `root` (${toString root}) is not a directory"
    else
      lib.cleanSourceWith {
        name = "source";
        src = root;
        filter = holds;
      };
  trace = set: builtins.seq (coerce "trace" set).roots lib.id;
  traceVal = coerce "traceVal";
}
