# Wrappers around packages.
lib:
{
  optionalDrvAttr = cond: value: if cond then value else null;

  # Outputs and metadata are known without looking at the package.
  lazyDerivation =
    args@{
      derivation,
      meta ? null,
      passthru ? { },
      outputs ? [ "out" ],
    }:
    let
      show = lib.generators.toPretty { multiline = false; };
      checked =
        if !lib.isDerivation derivation then
          throw "lazyDerivation: `derivation` is not a package"
        else if derivation.outputs != outputs then
          throw "lazyDerivation: the outputs are ${show derivation.outputs}, not ${show outputs}"
        else
          derivation;
    in
    {
      type = "derivation";
      inherit (checked)
        drvPath
        name
        outPath
        outputName
        system
        ;
      inherit outputs;
      meta = args.meta or checked.meta;
    }
    // lib.genAttrs outputs (output: checked.${output})
    // passthru;

  # Looking at the metadata stays silent.
  warnOnInstantiate =
    message: pkg:
    let
      watched = removeAttrs pkg [ "meta" "name" "outputName" "type" ];
    in
    pkg
    // builtins.mapAttrs (_: lib.warn message) watched
    // lib.optionalAttrs (builtins.isFunction (pkg.overrideAttrs or null)) {
      overrideAttrs = f: lib.warnOnInstantiate message (pkg.overrideAttrs f);
    };
}
