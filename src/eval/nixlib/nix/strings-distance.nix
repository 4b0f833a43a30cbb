# How far two strings are apart.
lib:
let
  inherit (builtins) elemAt foldl' genList head length stringLength substring tail;
  char = text: i: substring i 1 text;
  smaller = a: b: if a < b then a else b;

  # Number of leading indices below `limit` for which `same` holds.
  matching =
    limit: same:
    let
      go = i: if i < limit && same i then go (i + 1) else i;
    in
    go 0;

  # One row of the edit distance table from the row above it.
  nextRow =
    a: b: above: i:
    foldl' (
      row: j:
      let
        replace = elemAt above j + (if char a i == char b j then 0 else 1);
        insert = elemAt row j + 1;
        delete = elemAt above (j + 1) + 1;
      in
      row ++ [ (smaller replace (smaller insert delete)) ]
    ) [ (i + 1) ] (genList (j: j) (stringLength b));
in
{
  commonPrefixLength =
    a: b: matching (smaller (stringLength a) (stringLength b)) (i: char a i == char b i);
  commonSuffixLength =
    a: b:
    matching (smaller (stringLength a) (stringLength b)) (
      i: char a (stringLength a - 1 - i) == char b (stringLength b - 1 - i)
    );

  levenshtein =
    a: b:
    lib.last (foldl' (nextRow a b) (genList (j: j) (stringLength b + 1)) (genList (i: i) (stringLength a)));
  levenshteinAtMost =
    most: a: b:
    if most <= 0 then
      a == b
    else
      let
        gap = stringLength a - stringLength b;
      in
      gap <= most && -gap <= most && lib.strings.levenshtein a b <= most;
}
