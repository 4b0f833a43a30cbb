# Snippets with dependencies, metadata of packages, and the main program.
{ lib }:
let
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  known = {
    a = lib.fullDepEntry "A" [ "b" "c" ];
    b = lib.stringAfter [ "c" ] "B";
    c = lib.noDepEntry "C";
    all = lib.packEntry [ "a" "b" ];
    alias = "b";
  };
  pkg = {
    type = "derivation";
    name = "hello-2.12";
    pname = "hello";
    version = "2.12";
    outPath = "/nix/store/00000000000000000000000000000000-hello-2.12";
    meta.description = "greets";
  };
  multi = pkg // {
    bin = pkg // { outPath = "/nix/store/00000000000000000000000000000000-hello-2.12-bin"; };
    meta.mainProgram = "hi";
  };
  linux = {
    system = "x86_64-linux";
    isLinux = true;
    parsed.kernel.name = "linux";
  };
in
{
  entries = known;
  textClosureList = [
    (lib.textClosureList known [ "a" ])
    (lib.textClosureList known [ "all" ])
    (lib.textClosureList known [ "alias" "b" "a" ])
    (lib.textClosureList known [ ])
    (lib.textClosureList known [ (lib.fullDepEntry "X" [ "b" ]) "c" ])
  ];
  textClosureMap = [ (lib.textClosureMap lib.id known [ "a" ]) (lib.textClosureMap (x: "<${x}>") known [ "c" "b" ]) (lib.textClosureMap lib.id known [ ]) ];

  getExe = [ (lib.getExe multi) (lib.getExe pkg) (lib.getExe (removeAttrs pkg [ "pname" ])) (fails (lib.getExe "hello")) ];
  getExe' = [ (lib.getExe' multi "x") (lib.getExe' pkg "y") (fails (lib.getExe' pkg "a/b")) (fails (lib.getExe' "x" "y")) (fails (lib.getExe' pkg 1)) ];
  prio = [ (lib.hiPrio pkg).meta (lib.lowPrio pkg).meta (lib.setPrio 7 pkg).meta lib.meta.defaultPriority ];
  prioSets = [ (lib.hiPrioSet { a = pkg; b = 1; }).a.meta (lib.lowPrioSet { a = pkg; b = 1; }).b ];
  names = [ (lib.setName "x" pkg).name (lib.updateName (n: n + "!") pkg).name (lib.appendToName "doc" pkg).name ];
  addMetaAttrs = [ (lib.addMetaAttrs { a = 1; } pkg).meta (lib.addMetaAttrs { a = 1; } { }).meta (lib.dontDistribute pkg).meta ];
  overriding = (lib.addMetaAttrs { a = 1; } { overrideAttrs = f: f { meta.b = 2; }; }).meta;
  platformMatch = [
    (lib.meta.platformMatch linux "x86_64-linux")
    (lib.meta.platformMatch linux "aarch64-linux")
    (lib.meta.platformMatch linux { kernel.name = "linux"; })
    (lib.meta.platformMatch linux { parsed.kernel.name = "darwin"; })
  ];
  availableOn = [
    (lib.meta.availableOn linux pkg)
    (lib.meta.availableOn linux { meta.platforms = [ "x86_64-linux" ]; })
    (lib.meta.availableOn linux { meta.platforms = [ ]; })
    (lib.meta.availableOn linux { meta.badPlatforms = [ "x86_64-linux" ]; })
    (lib.meta.availableOn linux { })
  ];
  cpe = lib.meta.cpeFullVersionWithVendor "gnu" "2.12";
}
