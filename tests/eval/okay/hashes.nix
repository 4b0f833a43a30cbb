# Hashes and placeholders.
let
  inherit (builtins) hashFile hashString placeholder;
in
{
  strings = map (a: map (hashString a) [ "" "abc" "é\n" ]) [ "md5" "sha1" "sha256" "sha512" ];
  files = map (a: hashFile a ./data/text.txt) [ "md5" "sha256" ];
  empty = hashFile "sha1" ./data/empty.txt;
  placeholders = map placeholder [ "out" "dev" "" ];
}
