# Lists: order, prefixes, groups and the rarely used rest.
lib:
let
  inherit (builtins)
    concatMap
    elemAt
    filter
    genList
    head
    isList
    length
    map
    partition
    split
    tail
    ;

  # Sorts by a key that is computed once per element.
  sortByKey =
    less: key: list:
    map (pair: pair.item) (
      builtins.sort (a: b: less a.key b.key) (
        map (item: {
          inherit item;
          key = key item;
        }) list
      )
    );
in
{
  sortOn = sortByKey builtins.lessThan;
  # Runs of digits compare as numbers; leading zeros are runs of their own.
  naturalSort =
    let
      parts = text: map (part: if isList part then lib.toInt (head part) else part) (split "(0|[1-9][0-9]*)" text);
    in
    sortByKey (a: b: lib.compareLists lib.compare a b < 0) parts;
  compareLists =
    compare: a: b:
    let
      sizeA = length a;
      sizeB = length b;
      from =
        i:
        let
          order = compare (elemAt a i) (elemAt b i);
        in
        if i == sizeA || i == sizeB then
          lib.compare sizeA sizeB
        else if order != 0 then
          order
        else
          from (i + 1);
    in
    from 0;

  # Follows `before` down from the head to an element with nothing before it, or reports the cycle met on the way.
  listDfs =
    stopOnCycles: before: list:
    let
      descend =
        item: visited: rest:
        let
          loops = filter (x: before x item) visited;
          next = partition (x: before x item) rest;
        in
        if stopOnCycles && loops != [ ] then
          {
            cycle = item;
            inherit loops visited rest;
          }
        else if next.right == [ ] then
          {
            minimal = item;
            inherit visited rest;
          }
        else
          descend (head next.right) ([ item ] ++ visited) (tail next.right ++ next.wrong);
    in
    descend (head list) [ ] (tail list);
  toposort =
    before: list:
    let
      first = lib.listDfs true before list;
      others = lib.toposort before (first.visited ++ first.rest);
    in
    if length list < 2 then
      { result = list; }
    else if first ? cycle then
      {
        cycle = lib.reverseList ([ first.cycle ] ++ first.visited);
        inherit (first) loops;
      }
    else if others ? result then
      { result = [ first.minimal ] ++ others.result; }
    else
      others;

  groupBy' =
    op: start: key: list:
    builtins.mapAttrs (_: lib.foldl op start) (builtins.groupBy key list);

  hasPrefix = prefix: list: lib.take (length prefix) list == prefix;
  removePrefix =
    prefix: list:
    if lib.lists.hasPrefix prefix list then
      lib.drop (length prefix) list
    else
      throw "lists.removePrefix: the list does not begin with the given elements";
  commonPrefix =
    a: b:
    let
      size = lib.min (length a) (length b);
      from = i: if i < size && elemAt a i == elemAt b i then from (i + 1) else i;
    in
    lib.take (from 0) a;

  crossLists = f: lib.foldl (fs: args: concatMap (g: map g args) fs) [ f ];
  replaceElemAt =
    list: index: item:
    assert lib.assertMsg (0 <= index && index < length list)
      "lists.replaceElemAt: index ${toString index} is outside a list of ${toString (length list)} elements";
    genList (i: if i == index then item else elemAt list i) (length list);
}
