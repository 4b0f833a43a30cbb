# Texts for documentation, names of options, lists of options. Declarations and merging are native.
lib:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    isAttrs
    isBool
    isList
    isString
    map
    ;

  literal =
    kind: text:
    if isString text then
      {
        _type = kind;
        inherit text;
      }
    else
      throw "${kind}: expected a string, got ${builtins.typeOf text}";

  # First lines of a value, for a message; nothing for a value that cannot be shown.
  preview =
    value:
    let
      shown = builtins.tryEval (
        lib.generators.toPretty { } (
          lib.generators.withRecursion {
            depthLimit = 10;
            throwOnDepthLimit = false;
          } value
        )
      );
      lines = lib.splitString "\n" shown.value;
      more = builtins.length lines > 5;
    in
    if !shown.success then
      ""
    else if builtins.length lines == 1 then
      ": ${shown.value}"
    else
      ":\n    " + concatStringsSep "\n    " (lib.take 5 lines ++ lib.optional more "...");
in
{
  isOption = x: x._type or null == "option";
  unknownModule = "<unknown-file>";

  literalExpression = literal "literalExpression";
  literalMD = literal "literalMD";
  literalCode = language: text: literal "literalMD" "```${language}\n${text}\n```\n";

  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      inPkgs = path: "${pkgsText}.${lib.showAttrPath path}";
      path = lib.toList default;
      shortName = lib.last (lib.toList name);
    in
    lib.mkOption (
      {
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
        description =
          "The ${shortName} package to use." + lib.optionalString (extraDescription != "") " ${extraDescription}";
      }
      // (
        if default != null then
          {
            default = lib.attrByPath path (throw "${inPkgs path} does not exist") pkgs;
            defaultText = lib.literalExpression (inPkgs path);
          }
        else if nullable then
          { default = null; }
        else
          { }
      )
      // lib.optionalAttrs (example != null) {
        example = lib.literalExpression (if isList example then inPkgs example else example);
      }
    );

  getValues = map (def: def.value);
  getFiles = map (def: def.file);
  # `*` and `<name>` stand for any name and are not quoted.
  showOption =
    path:
    concatStringsSep "." (
      map (
        part:
        if part == "*" || builtins.match "<.*>" part != null then part else lib.strings.escapeNixIdentifier part
      ) path
    );
  showFiles = files: concatStringsSep " and " (map (file: "`${file}'") files);
  showDefs = defs: lib.concatMapStrings (def: "\n- In `${def.file}'${preview def.value}") defs;
  showOptionWithDefLocs =
    opt:
    "${lib.showOption opt.loc}, with values defined in:\n" + lib.concatMapStrings (file: "  - ${file}\n") opt.files;

  scrubOptionValue =
    x:
    if lib.isDerivation x then
      {
        type = "derivation";
        inherit (x) name;
        drvPath = x.name;
        outPath = x.name;
      }
    else if isList x then
      map lib.scrubOptionValue x
    else if isAttrs x then
      builtins.mapAttrs (_: lib.scrubOptionValue) (removeAttrs x [ "_args" ])
    else
      x;
  renderOptionValue =
    x:
    if x ? _type && x ? text then
      x
    else
      lib.literalExpression (lib.generators.toPretty { allowPrettyValues = true; } x);

  optionAttrSetToDocList = lib.optionAttrSetToDocList' [ ];
  optionAttrSetToDocList' =
    _: options:
    let
      render = lib.options.renderOptionValue;
      hasEmpty = opt: (opt.type.emptyValue or { }) ? value && opt.type.getSubModules or null == null;
      entry =
        opt:
        {
          inherit (opt) loc;
          name = lib.showOption opt.loc;
          description = opt.description or null;
          declarations = lib.remove lib.unknownModule opt.declarations;
          internal = opt.internal or false;
          readOnly = opt.readOnly or false;
          visible =
            let
              visible = opt.visible or true;
            in
            if isBool visible then visible else visible == "shallow";
          type = opt.type.description or "unspecified";
        }
        // lib.optionalAttrs (opt ? example) { example = render opt.example; }
        // lib.optionalAttrs (opt ? default || opt ? defaultText || hasEmpty opt) {
          default = render (opt.defaultText or opt.default or opt.type.emptyValue.value);
        }
        // lib.optionalAttrs (opt.relatedPackages or null != null) { inherit (opt) relatedPackages; };
      below =
        opt:
        let
          visible = opt.visible or true;
          sub = opt.type.getSubOptions opt.loc;
        in
        if visible == true || visible == "transparent" then lib.optionAttrSetToDocList' opt.loc sub else [ ];
    in
    concatMap (opt: [ (entry opt) ] ++ below opt) (lib.collect lib.isOption options);
}
