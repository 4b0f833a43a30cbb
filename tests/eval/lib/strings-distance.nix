# How far two strings are apart.
{ lib }:
let
  inherit (lib.strings) commonPrefixLength commonSuffixLength levenshtein levenshteinAtMost;
  words = [ "" "a" "ab" "ba" "abc" "kitten" "sitting" "sitten" "saturday" "sunday" "contianers" "containers" ];
  table = f: map (a: map (f a) words) words;
in
{
  prefix = table commonPrefixLength;
  suffix = table commonSuffixLength;
  distance = table levenshtein;
  atMost = map (k: table (levenshteinAtMost k)) [ 0 1 2 3 4 ];
}
