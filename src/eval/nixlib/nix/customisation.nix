# Overridable functions, `callPackage` and package scopes.
lib:
let
  inherit (builtins)
    attrNames
    attrValues
    filter
    head
    intersectAttrs
    isAttrs
    map
    mapAttrs
    ;
  inherit (lib) functionArgs isFunction mirrorFunctionArgs;

  loadFunction = x: if isFunction x then x else import x;
  # An attribute that exists only if `cond` holds: a null name binds nothing.
  ifHas = cond: name: if cond then name else null;

  scopeWith =
    splice: newScope: args@{ otherSplices, keep, extra, f }:
    let
      plain = splice {
        pkgsBuildBuild = otherSplices.selfBuildBuild;
        pkgsBuildHost = otherSplices.selfBuildHost;
        pkgsBuildTarget = otherSplices.selfBuildTarget;
        pkgsHostHost = otherSplices.selfHostHost;
        pkgsHostTarget = self;
        pkgsTargetTarget = otherSplices.selfTargetTarget;
      };
      spliced = extra plain // plain // keep self;
      self = f self // {
        newScope = more: newScope (spliced // more);
        callPackage = newScope spliced;
        overrideScope = overlay: scopeWith splice newScope (args // { f = lib.extends overlay f; });
        packages = f;
      };
    in
    self;

  crossPositions = [ "buildBuild" "buildHost" "buildTarget" "hostHost" "hostTarget" "targetTarget" ];
  longName =
    prefix: position:
    prefix + lib.toUpper (builtins.substring 0 1 position) + builtins.substring 1 (-1) position;

  missingArgument =
    known: required: missing:
    let
      name = head (filter (arg: !required.${arg}) (attrNames missing));
      near = lib.take 3 (
        lib.sortOn (lib.strings.levenshtein name) (filter (lib.strings.levenshteinAtMost 2 name) (attrNames known))
      );
      hint = if near == [ ] then "" else ", did you mean ${lib.concatMapStringsSep " or " (n: "`${n}`") near}?";
    in
    "callPackage: the function needs an argument `${name}`, which nothing provides${hint}";
in
{
  makeOverridable =
    f:
    let
      sameArgs = mirrorFunctionArgs f;
      call =
        args:
        let
          result = f args;
          override = sameArgs (
            change: lib.makeOverridable f (args // (if isFunction change then change args else change))
          );
          again = how: lib.makeOverridable (sameArgs (newArgs: how (f newArgs))) args;
        in
        if isAttrs result then
          result
          // {
            inherit override;
            overrideDerivation = change: again (drv: lib.overrideDerivation drv change);
            ${ifHas (result ? overrideAttrs) "overrideAttrs"} = change: again (drv: drv.overrideAttrs change);
          }
        else if isFunction result then
          lib.setFunctionArgs result (functionArgs result) // { inherit override; }
        else
          result;
    in
    if isAttrs f then
      f
      // sameArgs call
      // {
        ${ifHas (f ? override) "override"} = change: lib.makeOverridable (f.override change);
      }
    else
      sameArgs call;

  callPackageWith =
    auto: source: args:
    let
      f = loadFunction source;
      required = functionArgs f;
      given = intersectAttrs required auto // args;
      missing = removeAttrs required (attrNames given);
    in
    if builtins.all (hasDefault: hasDefault) (attrValues missing) then
      lib.makeOverridable f given
    else
      abort (missingArgument (auto // args) required missing);
  callPackagesWith =
    auto: source: args:
    let
      f = loadFunction source;
      given = intersectAttrs (functionArgs f) auto // args;
      packages = f given;
      one = name: _: lib.makeOverridable (mirrorFunctionArgs f (newArgs: (f newArgs).${name})) given;
    in
    if lib.isDerivation packages then
      throw "callPackages: got the single package `${packages.name or "?"}`; use `callPackage` for it"
    else
      mapAttrs one packages;

  overrideDerivation =
    drv: change:
    lib.extendDerivation (builtins.seq drv.drvPath true) (
      {
        meta = drv.meta or { };
        passthru = drv.passthru or { };
      }
      // drv.passthru or { }
      // {
        ${ifHas (drv ? __spliced) "__spliced"} = mapAttrs (_: d: lib.overrideDerivation d change) drv.__spliced;
      }
    ) (derivation (drv.drvAttrs // change drv));
  extendDerivation =
    cond: extra: drv:
    let
      checked =
        path:
        assert cond;
        path;
      common =
        drv
        // outputs
        // {
          all = inOrder;
        }
        // extra
        // {
          drvPath = checked drv.drvPath;
          outPath = checked drv.outPath;
        };
      names = drv.outputs or [ "out" ];
      inOrder = map (name: outputs.${name}) names;
      outputs = lib.genAttrs names (
        name:
        common
        // {
          inherit (drv.${name}) type outputName;
          outputSpecified = true;
          drvPath = checked drv.${name}.drvPath;
          outPath = checked drv.${name}.outPath;
          ${ifHas (extra ? overrideAttrs) "overrideAttrs"} = change: (extra.overrideAttrs change).${name};
        }
      );
    in
    common;
  hydraJob =
    drv:
    let
      names = drv.outputs or [ "out" ];
      common = {
        inherit (drv) name system meta;
        outputs = names;
      }
      // lib.optionalAttrs (drv._hydraAggregate or false) {
        _hydraAggregate = true;
        constituents = map lib.hydraJob (lib.flatten drv.constituents);
      }
      // outputs;
      outputs = lib.genAttrs names (
        outputName:
        common
        // {
          type = "derivation";
          inherit (drv.${outputName}) outPath drvPath;
          inherit outputName;
        }
      );
      job = outputs.${head names};
    in
    if drv == null then null else builtins.deepSeq job job;

  extendMkDerivation =
    {
      constructDrv,
      excludeDrvArgNames ? [ ],
      excludeFunctionArgNames ? [ ],
      extendDrvArgs,
      inheritFunctionArgs ? true,
      transformDrv ? lib.id,
    }:
    let
      inherited = if inheritFunctionArgs then removeAttrs (functionArgs constructDrv) excludeDrvArgNames else { };
    in
    {
      __functor =
        _: args:
        transformDrv (
          constructDrv (
            final:
            let
              given = if isFunction args then args final else args;
            in
            removeAttrs given excludeDrvArgNames // extendDrvArgs final given
          )
        );
      __functionArgs = removeAttrs (inherited // functionArgs (extendDrvArgs { })) excludeFunctionArgNames;
      inherit
        constructDrv
        excludeDrvArgNames
        extendDrvArgs
        transformDrv
        ;
    };

  makeScope =
    newScope: f:
    let
      self = {
        callPackage = self.newScope { };
      }
      // f self
      // {
        newScope = more: newScope (self // more);
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay f);
        packages = f;
      };
    in
    self;
  makeScopeWithSplicing =
    splicePackages: newScope: otherSplices: keep: extra: f:
    scopeWith splicePackages newScope {
      inherit
        otherSplices
        keep
        extra
        f
        ;
    };
  makeScopeWithSplicing' =
    { splicePackages, newScope }:
    {
      otherSplices,
      keep ? _: { },
      extra ? _: { },
      f,
    }:
    scopeWith splicePackages newScope {
      inherit
        otherSplices
        keep
        extra
        f
        ;
    };

  renameCrossIndexFrom = prefix: set: lib.genAttrs crossPositions (position: set.${longName prefix position});
  renameCrossIndexTo =
    prefix: set:
    lib.genAttrs' crossPositions (position: {
      name = longName prefix position;
      value = set.${position};
    });
  mapCrossIndex = f: set: mapAttrs (_: f) (lib.getAttrs crossPositions set);
}
