# Looking at files; paths and subpaths; sources and file sets.
{ lib }:
let
  inherit (lib) filesystem path;
  inherit (lib.path) subpath;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  tree = ./data/tree;
  below = p: lib.removePrefix (toString tree) (toString p);
  packages = filesystem.packagesFromDirectoryRecursive {
    callPackage = lib.callPackageWith { greeting = "hi"; };
    directory = ./data/packages;
  };
  plain = x: if lib.isAttrs x then lib.mapAttrs (_: plain) (lib.filterAttrs (_: y: !lib.isFunction y) x) else x;
in
{
  pathType = map lib.pathType [ tree ./data/tree/a.txt ];
  pathIsDirectory = map lib.pathIsDirectory [ tree ./data/tree/a.txt ./data/nothing ];
  pathIsRegularFile = map lib.pathIsRegularFile [ tree ./data/tree/a.txt ./data/nothing ];
  listFilesRecursive = [
    (map below (filesystem.listFilesRecursive tree))
    (map below (filesystem.listFilesRecursive ./data/tree/sub))
    (map baseNameOf (filesystem.listFilesRecursive ./data/tree/sub/deep))
  ];
  haskellPathsInDir = lib.mapAttrs (_: baseNameOf) (filesystem.haskellPathsInDir ./data/cabal);
  locateDominatingFile =
    let
      show = x: if x == null then null else x // { path = below x.path; };
    in
    [
      (show (filesystem.locateDominatingFile "a\\.txt" ./data/tree/sub/deep))
      (show (filesystem.locateDominatingFile "(.*)\\.nix" ./data/tree/sub/deep/c.txt))
    ];
  packagesFromDirectoryRecursive = [
    (plain packages)
    (plain (packages.one.override { greeting = "other"; }))
  ];
  resolveDefaultNix = [ (below (filesystem.resolveDefaultNix tree)) (below (filesystem.resolveDefaultNix ./data/tree/a.txt)) ];

  append = map below [ (path.append tree "a/b") (path.append tree "./a//b/.") (path.append tree ".") ];
  appendFails = map (x: fails (path.append tree x)) [ "" "/a" "../a" "a/../b" 1 ];
  appendToString = fails (path.append "/a" "b");
  hasPrefix = [
    (path.hasPrefix /a /a/b)
    (path.hasPrefix /a /ab)
    (path.hasPrefix /a/b /a)
    (path.hasPrefix /. /a)
    (path.hasPrefix /a /a)
    (fails (path.hasPrefix "/a" /a))
  ];
  removePrefix = [
    (path.removePrefix /a /a/b/c)
    (path.removePrefix /a /a)
    (path.removePrefix /. /a/b)
    (fails (path.removePrefix /a /b))
    (fails (path.removePrefix /a "/a"))
  ];
  splitRoot = map (x: (path.splitRoot x) // { root = toString (path.splitRoot x).root; }) [ /a/b /. /x ];
  hasStorePathPrefix = map path.hasStorePathPrefix [
    /nix/store/0123456789abcdfghijklmnpqrsvwxyz-hello/bin
    /nix/store/0123456789abcdfghijklmnpqrsvwxyz-hello
    /nix/store
    /nix/store/short-x
    /home/user
    /.
    /1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9
  ];
  subpathIsValid = map subpath.isValid [ "a" "./a/b" "" "/a" "../a" "a/.." "a/../b" "a..b" "." "./." 1 null "..a" "a/" ];
  subpathNormalise = map subpath.normalise [ "a" "./a" "a//b" "a/./b" "." "./." "a/" "a/." "././a/././b/./." "a...b" ];
  subpathJoin = [ (subpath.join [ ]) (subpath.join [ "a" "b/c" ]) (subpath.join [ "." "./x" ]) (fails (subpath.join [ "a" "/b" ])) ];
  subpathComponents = map subpath.components [ "." "a/b" "./a//b/./c/" ];

  cleanSourceFilter = map (x: lib.cleanSourceFilter (lib.head x) (lib.last x)) [
    [ "/a/.git" "directory" ]
    [ "/a/.git" "regular" ]
    [ "/a/CVS" "regular" ]
    [ "/a/.jj" "directory" ]
    [ "/a/x~" "regular" ]
    [ "/a/.x.swp" "regular" ]
    [ "/a/.swa" "regular" ]
    [ "/a/x.o" "regular" ]
    [ "/a/libx.so" "regular" ]
    [ "/a/result" "symlink" ]
    [ "/a/result-bin" "symlink" ]
    [ "/a/result" "regular" ]
    [ "/a/socket" "unknown" ]
    [ "/a/main.c" "regular" ]
    [ "/a/src" "directory" ]
  ];
  sources =
    let
      inherit (lib) sourceByRegex sourceFilesBySuffices cleanSource cleanSourceWith;
      files = [ [ "/a.txt" "regular" ] [ "/sub" "directory" ] [ "/sub/b.nix" "regular" ] [ "/.git" "directory" ] [ "/sub/deep/c.txt" "regular" ] ];
      keeps = src: map (x: src.filter (toString tree + lib.head x) (lib.last x)) files;
      named = cleanSourceWith { src = tree; name = "mine"; };
    in
    [
      (keeps (cleanSource tree))
      (keeps (sourceByRegex tree [ "sub.*" ]))
      (keeps (sourceFilesBySuffices tree [ ".nix" ]))
      (keeps (lib.sources.sourceByGlobs tree [ "sub/**" ]))
      (keeps (lib.sources.sourceByGlobs tree [ "*.txt" "sub/*.nix" ]))
      (keeps (lib.sources.sourceByGlobs tree [ "**/*.txt" ]))
      (keeps (cleanSourceWith { src = cleanSource tree; filter = p: _: lib.hasSuffix ".txt" p; }))
      [ named.name (cleanSource named).name (cleanSource tree).name (below (cleanSource named).origSrc) ]
      (keeps (lib.sources.trace (cleanSource tree)))
    ];
  canCleanSource = map lib.canCleanSource [ tree (lib.cleanSource tree) "/plain/string" ];
  pathHasContext = map lib.pathHasContext [ "/a" "" ];
  revisions = [
    (lib.revOrTag "r" null)
    (lib.revOrTag null "t")
    (lib.revOrTag "r" "t")
    (lib.revOrTag null null)
    (map lib.sources.shortRev [ "0123456789abcdef" "v1.2.3" "release-2.0" "refs/tags/v3.1" "main" "refs/heads/feature" ])
    (map lib.sources.urlToName [ "https://example.org/a/repo.git" "git@host:owner/repo" "/x/y/z/" "https://e.org/a.tar.gz" "file.txt" ])
    (lib.repoRevToName "source" "https://e.org/r" "abc" null)
    (lib.repoRevToName "versioned" "https://e.org/r.git" "0123456789abcdef" "x")
    (lib.repoRevToName "full" "https://e.org/r.git" "v1.0" "sub")
    (lib.repoRevToName "full" "r" null null)
    (fails (lib.repoRevToName "other" "r" "v" "s"))
  ];
  git = [
    (lib.pathIsGitRepo tree)
    (lib.pathIsGitRepo ./data/git)
    (lib.commitIdFromGitRepo ./data/git)
    (lib.commitIdFromGitRepo ./data/git-packed)
    (lib.commitIdFromGitRepo ./data/git-detached)
    (lib.commitIdFromGitRepo (toString ./data/git-file))
    (fails (lib.commitIdFromGitRepo tree))
  ];

  filesets =
    let
      inherit (lib) fileset;
      show = s: map below (fileset.toList s);
      texts = fileset.fileFilter (file: file.hasExt "txt") tree;
    in
    [
      (show tree)
      (show ./data/tree/sub)
      (show (fileset.union ./data/tree/a.txt ./data/tree/sub/deep))
      (show (fileset.unions [ ]))
      (show (fileset.unions [ ./data/tree/sub ./data/tree/sub/deep ./data/tree/a.txt ]))
      (show texts)
      (show (fileset.intersection texts ./data/tree/sub))
      (show (fileset.difference tree texts))
      (show (fileset.difference tree ./data/tree/sub))
      (show (fileset.maybeMissing ./data/tree/nope))
      (show (fileset.maybeMissing ./data/tree/a.txt))
      (show fileset.empty)
      (show (fileset.fileFilter (file: file.name == "b.nix" && file.type == "regular") tree))
      (show (fileset.fromSource (lib.sourceFilesBySuffices tree [ ".txt" ])))
      (show (fileset.traceVal ./data/tree/sub))
      (fileset.trace tree 5)
      (map fileset.isFileset [ tree "x" 1 fileset.empty ./data/nope texts null ])
      (map fails [ (show ./data/nope) (show "/x") (show 1) (fileset.union tree "x") ])
    ];
}
