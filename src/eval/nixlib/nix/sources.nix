# Filtered source trees and git checkouts.
lib:
let
  inherit (builtins)
    any
    elem
    elemAt
    head
    isList
    length
    map
    match
    ;

  # A source is a path or what `make` returns.
  take = src: {
    origSrc = src.origSrc or src;
    filter = src.filter or (_: _: true);
    name = src.name or "source";
  };
  open = src: take (if src ? _isLibCleanSourceWith then src else { origSrc = src; });
  make =
    source:
    source
    // {
      _isLibCleanSourceWith = true;
      outPath = builtins.path {
        inherit (source) filter name;
        path = source.origSrc;
      };
    };
  relativeTo = root: path: lib.removePrefix (toString root + "/") (toString path);

  versionControl = [ ".svn" "CVS" ".hg" ".jj" ".pijul" "_darcs" ];

  # One pattern per component; `**` takes any number of them.
  globComponent =
    glob:
    lib.concatStrings (map (x: if isList x then "[^/]*" else lib.escapeRegex x) (builtins.split "\\*+" glob));
  globMatches =
    glob: path: type:
    let
      globs = lib.splitString "/" glob;
      names = lib.splitString "/" path;
      fits = g: n: match (globComponent (elemAt globs g)) (elemAt names n) != null;
      # A directory on the way to a match is kept.
      from =
        g: n:
        if n >= length names then
          g >= length globs || elem type [ "directory" "symlink" ]
        else if g >= length globs then
          false
        else if elemAt globs g != "**" then
          fits g n && from (g + 1) (n + 1)
        else if g + 1 == length globs then
          true
        else if fits (g + 1) n then
          from (g + 1) n
        else
          from g (n + 1);
    in
    from 0 0;

  # { value = commit; } or { error = message; }
  commit =
    name: dir:
    let
      rooted = path: if lib.hasPrefix "/" path then path else "/" + path;
      absolute = base: path: if lib.hasPrefix "/" path then path else "${rooted base}/${path}";
      loose = dir + "/${name}";
      packed = dir + "/packed-refs";
      refOf = text: match "ref: (.*)" text;
      packedRefs = builtins.filter (m: m != null) (
        map (match "([a-z0-9]+) ${name}") (lib.splitString "\n" (builtins.readFile packed))
      );
      # A work tree or submodule: a file that says where the directory is.
      link = match "gitdir: (.*)" (lib.fileContents dir);
      gitDir = absolute (toString (dirOf dir)) (head link);
      commonFile = "${gitDir}/commondir";
      common = absolute gitDir (
        lib.removeSuffix "/" (if lib.pathIsRegularFile commonFile then lib.fileContents commonFile else gitDir)
      );
    in
    if lib.pathIsRegularFile dir then
      if link == null then
        { error = "${toString dir} names no git directory"; }
      else
        commit (lib.removePrefix "${common}/" "${gitDir}/${name}") common
    else if lib.pathIsRegularFile loose then
      let
        text = lib.fileContents loose;
        ref = refOf text;
      in
      if ref == null then { value = text; } else commit (head ref) dir
    else if !lib.pathIsRegularFile packed then
      { error = "${toString dir} is not a git directory"; }
    else if packedRefs == [ ] then
      { error = "${toString packed} has no ${name}"; }
    else
      { value = head (head packedRefs); };

  fullName =
    repo: rev: suffix:
    let
      dash = text: if text == null then "" else "-${text}";
    in
    "${lib.sources.urlToName repo}${dash (lib.mapNullable lib.sources.shortRev rev)}${dash suffix}-source";
in
{
  cleanSourceFilter =
    path: type:
    let
      name = baseNameOf path;
      isOneOf = any (suffix: lib.hasSuffix suffix name);
    in
    !(
      name == ".git"
      || type == "directory" && elem name versionControl
      || isOneOf [ "~" ".o" ".so" ]
      || match "(\\..*)?\\.sw[a-z]" name != null
      || type == "symlink" && lib.hasPrefix "result" name
      || type == "unknown"
    );
  cleanSource =
    src:
    lib.cleanSourceWith {
      inherit src;
      filter = lib.cleanSourceFilter;
    };
  cleanSourceWith =
    {
      src,
      filter ? _: _: true,
      name ? null,
    }:
    let
      old = open src;
    in
    make {
      inherit (old) origSrc;
      filter = path: type: filter path type && old.filter path type;
      name = if name == null then old.name else name;
    };
  canCleanSource = src: src ? _isLibCleanSourceWith || !lib.pathHasContext (toString src);
  pathHasContext = builtins.hasContext;
  trace =
    src:
    let
      old = open src;
      filter =
        path: type:
        let
          keep = old.filter path type;
        in
        builtins.trace "${old.name}.filter ${path} = ${lib.boolToString keep}" keep;
    in
    make (old // { inherit filter; }) // { satisfiesSubpathInvariant = src.satisfiesSubpathInvariant or false; };

  sourceByRegex =
    src: patterns:
    let
      root = (open src).origSrc;
    in
    lib.cleanSourceWith {
      inherit src;
      filter = path: _: any (pattern: match pattern (relativeTo root path) != null) patterns;
    };
  sourceFilesBySuffices =
    src: suffixes:
    lib.cleanSourceWith {
      inherit src;
      filter = path: type: type == "directory" || any (suffix: lib.hasSuffix suffix (baseNameOf path)) suffixes;
    };
  sourceByGlobs =
    src: globs:
    lib.cleanSourceWith {
      inherit src;
      filter = path: type: any (glob: globMatches glob (relativeTo src path) type) globs;
    };

  pathIsGitRepo = path: commit "HEAD" path ? value;
  commitIdFromGitRepo =
    path:
    let
      found = commit "HEAD" path;
    in
    found.value or (throw found.error);

  revOrTag =
    rev: tag:
    if tag != null then
      tag
    else if rev != null then
      rev
    else
      "HEAD";
  urlToName =
    url:
    let
      bare =
        name:
        let
          found = match "(.*)\\.(git|tar|zip|gz|tgz|bz|tbz|bz2|tbz2|lzma|txz|xz|zstd)" name;
        in
        if found == null then name else bare (head found);
    in
    bare (baseNameOf (lib.removeSuffix "/" (lib.last (lib.splitString ":" (toString url)))));
  shortRev =
    rev:
    let
      name = baseNameOf (toString rev);
      version = match "([A-Za-z]+[-_. ]?)*(v)?([0-9.]+.*)" name;
    in
    if match "[a-f0-9]+" name != null then
      builtins.substring 0 7 name
    else if version != null then
      lib.last version
    else
      name;
  repoRevToName =
    kind:
    if kind == "full" then
      fullName
    else if kind == "versioned" then
      repo: rev: _: fullName repo rev null
    else if kind == "source" then
      _: _: _: "source"
    else
      throw "repoRevToName: `${toString kind}` is none of source, versioned, full";
}
