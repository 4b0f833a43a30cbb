# Lists: the part of `lib.lists` that nearly every configuration uses.
lib:
let
  inherit (builtins)
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isList
    length
    map
    ;
in
{
  optional = cond: item: if cond then [ item ] else [ ];
  optionals = cond: items: if cond then items else [ ];
  singleton = item: [ item ];
  toList = x: if isList x then x else [ x ];
  forEach = list: f: map f list;

  # Unlike the builtin the start value is always forced.
  foldl' =
    op: start: list:
    builtins.seq start (foldl' op start list);
  # Lazy in the accumulator: `op` decides whether the rest of the list is looked at.
  foldr =
    op: end: list:
    let
      size = length list;
      from = i: if i == size then end else op (elemAt list i) (from (i + 1));
    in
    from 0;
  foldl =
    op: start: list:
    let
      upTo = i: if i < 0 then start else op (upTo (i - 1)) (elemAt list i);
    in
    upTo (length list - 1);
  fold = lib.foldr;

  imap0 = f: list: genList (i: f i (elemAt list i)) (length list);
  imap1 = f: list: genList (i: f (i + 1) (elemAt list i)) (length list);
  ifilter0 = keep: list: map (elemAt list) (filter (i: keep i (elemAt list i)) (genList (i: i) (length list)));
  flatten = x: if isList x then concatMap lib.flatten x else [ x ];

  remove = item: filter (x: x != item);
  unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
  uniqueStrings = list: builtins.attrNames (builtins.groupBy (x: x) list);
  allUnique = list: length (lib.unique list) == length list;
  intersectLists = list: filter (x: elem x list);
  subtractLists = list: filter (x: !elem x list);
  mutuallyExclusive = a: b: !builtins.any (x: elem x a) b;
  count = pred: list: length (filter pred list);

  findSingle =
    pred: none: many: list:
    let
      found = filter pred list;
    in
    if found == [ ] then
      none
    else if length found == 1 then
      head found
    else
      many;
  # No element after the hit is looked at.
  findFirstIndex =
    pred: none: list:
    let
      hit = foldl' (hit: i: if hit == null && pred (elemAt list i) then i else hit) null (
        genList (i: i) (length list)
      );
    in
    if hit == null then none else hit;
  findFirst =
    pred: none: list:
    let
      i = lib.lists.findFirstIndex pred null list;
    in
    if i == null then none else elemAt list i;

  range = first: last: if last < first then [ ] else genList (i: first + i) (last - first + 1);
  replicate = n: item: genList (_: item) n;
  reverseList =
    list:
    let
      end = length list - 1;
    in
    genList (i: elemAt list (end - i)) (length list);

  sublist =
    start: count: list:
    let
      rest = length list - start;
      size = if rest < count then rest else count;
    in
    if rest <= 0 then [ ] else genList (i: elemAt list (start + i)) size;
  take = count: lib.sublist 0 count;
  drop = count: list: lib.sublist count (length list) list;
  takeEnd = count: list: lib.drop (lib.max 0 (length list - count)) list;
  dropEnd = count: list: lib.take (lib.max 0 (length list - count)) list;
  last =
    list:
    assert lib.assertMsg (list != [ ]) "lists.last: the list is empty";
    elemAt list (length list - 1);
  init =
    list:
    assert lib.assertMsg (list != [ ]) "lists.init: the list is empty";
    lib.take (length list - 1) list;

  zipListsWith =
    f: a: b:
    genList (i: f (elemAt a i) (elemAt b i)) (lib.min (length a) (length b));
  zipLists = lib.zipListsWith (fst: snd: { inherit fst snd; });
  concatAttrValues = set: concatLists (builtins.attrValues set);
}
