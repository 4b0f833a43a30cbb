# Flags of configure scripts, CMake and Meson; padding to a width.
lib:
let
  inherit (builtins) elem isBool isString stringLength;
  sign = yes: no: flag: if flag then yes else no;
in
{
  enableFeature =
    flag: feature:
    assert isBool flag && isString feature;
    "--${sign "enable" "disable" flag}-${feature}";
  enableFeatureAs =
    flag: feature: value:
    lib.enableFeature flag feature + (if flag then "=${value}" else "");
  withFeature =
    flag: feature:
    assert isString feature;
    "--${sign "with" "without" flag}-${feature}";
  withFeatureAs =
    flag: feature: value:
    lib.withFeature flag feature + (if flag then "=${value}" else "");

  cmakeOptionType =
    type: name: value:
    let
      upper = lib.toUpper type;
    in
    assert elem upper [ "BOOL" "FILEPATH" "INTERNAL" "LIST" "PATH" "STRING" ];
    assert isString name && isString value;
    "-D${name}:${upper}=${value}";
  cmakeBool =
    name: flag:
    assert isString name && isBool flag;
    lib.cmakeOptionType "bool" name (sign "TRUE" "FALSE" flag);
  cmakeFeature =
    name: value:
    assert isString name && isString value;
    lib.cmakeOptionType "string" name value;

  mesonOption =
    name: value:
    assert isString name && isString value;
    "-D${name}=${value}";
  mesonBool =
    name: flag:
    assert isString name && isBool flag;
    lib.mesonOption name (sign "true" "false" flag);
  mesonEnable =
    name: flag:
    assert isString name && isBool flag;
    lib.mesonOption name (sign "enabled" "disabled" flag);

  # The filler may be longer than one character; then it has to fit exactly.
  fixedWidthString =
    width: filler: text:
    let
      size = stringLength text;
    in
    assert lib.assertMsg (size <= width) "fixedWidthString: ${toString size} characters do not fit ${toString width}";
    if size == width then text else filler + lib.fixedWidthString (width - stringLength filler) filler text;
  fixedWidthNumber = width: number: lib.fixedWidthString width "0" (toString number);
}
