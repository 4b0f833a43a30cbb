let
  source = builtins.path { path = ./data; name = "things"; filter = path: kind: kind != "symlink"; };
  text = builtins.toFile "note.txt" "see ${source}";
  tool = derivation {
    name = "tool";
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" text 1 ./data ];
    outputs = [ "out" "man" ];
    flag = true;
    none = null;
  };
  user = derivation {
    name = "user";
    system = "x86_64-linux";
    builder = "${tool}/bin/run";
    inherit tool;
    man = tool.man;
    plan = tool.drvPath;
    quote = "a \"b\"\n\tc \\ \${d}";
  };
  fetched = derivation {
    name = "fetched";
    system = "builtin";
    builder = "builtin:fetchurl";
    outputHashMode = "recursive";
    outputHashAlgo = "sha256";
    outputHash = "02vlkcjkl1rvy081n6d40qi73biv2w4b9x9biklay4ncgk77zr1f";
  };
  flat = derivation {
    name = "flat";
    system = "builtin";
    builder = "x";
    outputHash = builtins.hashString "sha512" "a";
    outputHashAlgo = "sha512";
    inherit fetched;
  };
  late = derivation { name = "late"; system = "s"; builder = flat; args = [ user ]; };
  structured = derivation { name = "st"; system = "s"; builder = "b"; __structuredAttrs = true; deep = { a = [ 1 "x" { c = 1.5; } ]; t = tool; }; };
  nulls = derivation { name = "nu"; system = "s"; builder = "b"; __ignoreNulls = true; gone = null; };
in
map (x: builtins.unsafeDiscardStringContext "${x}") [ source text tool tool.man tool.drvPath user user.drvPath fetched fetched.drvPath flat flat.drvPath late late.drvPath structured structured.drvPath nulls nulls.drvPath ]
++ [ (builtins.getContext "${user}${tool.man}${text}") (user == user // { x = 1; }) ]
