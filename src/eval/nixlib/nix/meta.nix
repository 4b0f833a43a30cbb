# Package metadata and the main program of a package.
lib:
let
  inherit (builtins) any isString typeOf;
in
{
  getExe = pkg: lib.getExe' pkg (pkg.meta.mainProgram or (lib.getName pkg));
  getExe' =
    pkg: program:
    assert lib.assertMsg (lib.isDerivation pkg) "getExe': expected a package, got ${typeOf pkg}";
    assert lib.assertMsg (isString program) "getExe': expected the name of a program, got ${typeOf program}";
    assert lib.assertMsg (!lib.hasInfix "/" program) "getExe': `${program}` is a path, not the name of a program";
    "${lib.getBin pkg}/bin/${program}";

  addMetaAttrs =
    extra: pkg:
    let
      with' = old: { meta = old.meta or { } // extra; };
    in
    if pkg ? overrideAttrs then pkg.overrideAttrs with' else pkg // with' pkg;
  dontDistribute = lib.addMetaAttrs { hydraPlatforms = [ ]; };
  setName = name: pkg: pkg // { inherit name; };
  updateName = f: pkg: pkg // { name = f pkg.name; };
  appendToName =
    suffix:
    lib.updateName (
      name:
      let
        parts = builtins.parseDrvName name;
      in
      "${parts.name}-${suffix}-${parts.version}"
    );
  mapDerivationAttrset = f: builtins.mapAttrs (_: x: if lib.isDerivation x then f x else x);

  # The smaller number wins where two packages bring the same file.
  defaultPriority = 5;
  setPrio = priority: lib.addMetaAttrs { inherit priority; };
  lowPrio = lib.setPrio 10;
  hiPrio = lib.setPrio (-10);
  lowPrioSet = lib.mapDerivationAttrset lib.lowPrio;
  hiPrioSet = lib.mapDerivationAttrset lib.hiPrio;

  # A platform is described by its system string, or by a pattern for the whole or its parsed part.
  platformMatch =
    platform: wanted:
    if isString wanted then
      platform.system or null == wanted
    else
      lib.matchAttrs (if wanted ? parsed then wanted else { parsed = wanted; }) platform;
  availableOn =
    platform: pkg:
    let
      among = any (lib.meta.platformMatch platform);
      meta = pkg.meta or { };
    in
    (!meta ? platforms || among meta.platforms) && !among (meta.badPlatforms or [ ]);
  cpeFullVersionWithVendor = vendor: version: {
    inherit vendor version;
    update = "*";
  };
}
