# Names that left `lib` but live on in configurations for older releases.
lib:
{
  mdDoc = lib.id;
  literalDocBook = lib.literalMD;
  literalExample = lib.literalExpression;
  cartesianProductOfSets = lib.cartesianProduct;
  mapAttrsFlatten = lib.mapAttrsToList;
  mkPackageOptionMD = lib.mkPackageOption;
  zip = lib.zipAttrs;
  zipWithNames = lib.zipAttrsWithNames;
  isCoercibleToString = lib.strings.isConvertibleWithToString;
}
