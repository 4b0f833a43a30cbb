# Parts of version numbers.
lib:
let
  inherit (builtins) concatStringsSep elemAt genList splitVersion;
in
{
  major = version: elemAt (splitVersion version) 0;
  minor = version: elemAt (splitVersion version) 1;
  patch = version: elemAt (splitVersion version) 2;
  majorMinor = version: concatStringsSep "." (lib.take 2 (splitVersion version));
  # What follows the first dash is kept as it is.
  pad =
    count: version:
    let
      numbers = builtins.head (lib.splitString "-" version);
      padded = lib.take count (splitVersion numbers ++ genList (_: "0") count);
    in
    concatStringsSep "." padded + lib.removePrefix numbers version;
}
