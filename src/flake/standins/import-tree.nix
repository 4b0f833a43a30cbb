# import-tree: the Nix files below a folder, as one module. Written for ocinix.
{ lib, ... }:
let
  isPath = x: builtins.isPath x || builtins.isString x || (builtins.isAttrs x && x ? outPath);
  isFolder = x: isPath x && builtins.readFileType x == "directory";
  isTree = x: builtins.isAttrs x && x ? __config.__functor;

  wanted = file: lib.hasSuffix ".nix" file && !lib.hasInfix "/_" file;

  # Everything that a path, a tree or a list of these stands for.
  expand =
    x:
    if builtins.isList x then
      builtins.concatMap expand x
    else if isTree x then
      (x.withLib lib).files
    else if builtins.isAttrs x && x ? outPath then
      expand x.outPath
    else if isFolder x then
      lib.filesystem.listFilesRecursive x
    else
      [ x ];

  # Filters see the part of a path below the folder it was found in.
  below =
    folders: path:
    let
      root = lib.findFirst (folder: lib.hasPrefix folder path) "" folders;
    in
    lib.removePrefix root path;

  leafs =
    settings: extra:
    let
      start = settings.paths ++ lib.flatten [ extra ];
      folders = map toString (builtins.filter isFolder (lib.flatten start));
      accepts =
        x:
        if isPath x then
          let
            path = below folders (toString x);
          in
          (if settings.initial == null then wanted else settings.initial) path && settings.filter path
        else
          (settings.initial == null || settings.initial x) && settings.filter x;
    in
    map settings.map (builtins.filter accepts (expand start));

  # One tree: its settings, and functions that give trees with other settings.
  tree =
    settings:
    let
      set = change: tree (settings // change);
      both = f: g: x: f x && g x;
      matches = regex: path: builtins.match regex path != null;
      self = (builtins.mapAttrs (_: f: f self) settings.api) // {
        __config = settings // {
          __functor = _: _: self;
        };
        __functor = _: start settings;

        filter = f: set { filter = both f settings.filter; };
        filterNot = f: set { filter = both (x: !(f x)) settings.filter; };
        match = regex: set { filter = both (matches regex) settings.filter; };
        matchNot = regex: set { filter = both (x: !(matches regex x)) settings.filter; };
        initFilter = f: set { initial = f; };
        map = f: set { map = x: f (settings.map x); };
        addPath = path: set { paths = settings.paths ++ [ path ]; };
        addAPI = api: set { api = settings.api // api; };
        withLib = _: self;
        pipeTo = f: set { pipe = f; };
        leafs = set { pipe = files: files; };
        files = self.leafs.result;
        result = self [ ];
        new = tree empty;
      };
    in
    self;

  # Called with a path, or by the module system with its arguments.
  start =
    settings: arg:
    let
      files = leafs settings (if builtins.isAttrs arg && arg ? options then [ ] else arg);
    in
    if settings.pipe == null then { imports = files; } else settings.pipe files;

  empty = {
    api = { };
    filter = _: true;
    initial = null;
    map = x: x;
    paths = [ ];
    pipe = null;
  };
in
{
  outputs = tree empty;
  files."" = tree empty;
}
