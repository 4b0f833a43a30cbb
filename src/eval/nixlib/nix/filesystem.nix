# Looking at files during evaluation.
lib:
let
  inherit (builtins) attrNames filter pathExists readDir;
in
{
  pathType = builtins.readFileType;
  pathIsDirectory = path: pathExists path && lib.pathType path == "directory";
  pathIsRegularFile = path: pathExists path && lib.pathType path == "regular";

  listFilesRecursive =
    dir:
    builtins.concatLists (
      lib.mapAttrsToList (
        name: type:
        let
          path = dir + "/${name}";
        in
        if type == "directory" then lib.filesystem.listFilesRecursive path else [ path ]
      ) (readDir dir)
    );
  haskellPathsInDir =
    root:
    let
      hasCabal = name: pathExists (root + "/${name}/${name}.cabal");
    in
    lib.genAttrs (filter hasCabal (attrNames (readDir root))) (name: root + "/${name}");

  # Upwards from `start` to the first directory with a matching entry.
  locateDominatingFile =
    pattern: start:
    let
      look =
        path:
        let
          matches = filter (m: m != null) (map (builtins.match pattern) (attrNames (readDir path)));
        in
        if matches != [ ] then
          { inherit path matches; }
        else if toString path == "/" then
          null
        else
          look (dirOf path);
      isDir = toString start == "/" || (readDir (dirOf start)).${baseNameOf start} or null == "directory";
    in
    look (if isDir then start else dirOf start);

  packagesFromDirectoryRecursive =
    args@{
      callPackage,
      newScope ? throw "packagesFromDirectoryRecursive: `newScope` was not given",
      directory,
    }:
    let
      own = directory + "/package.nix";
      entries =
        scope:
        lib.concatMapAttrs (
          name: type:
          let
            path = directory + "/${name}";
          in
          if type == "directory" then
            { ${name} = lib.packagesFromDirectoryRecursive (scope // { directory = path; }); }
          else if type != "regular" then
            throw "packagesFromDirectoryRecursive: ${toString path} is neither a file nor a directory, but ${type}"
          else if lib.hasSuffix ".nix" name then
            { ${lib.removeSuffix ".nix" name} = scope.callPackage path { }; }
          else
            { }
        ) (readDir directory);
    in
    if pathExists own then
      callPackage own { }
    else if args ? newScope then
      lib.recurseIntoAttrs (
        lib.makeScope newScope (self: entries (args // { inherit (self) callPackage newScope; }))
      )
    else
      entries args;

  resolveDefaultNix =
    x:
    if lib.pathIsDirectory x then
      x + "/default.nix"
    else if builtins.isString x && lib.hasSuffix "/" x then
      x + "default.nix"
    else
      x;
}
