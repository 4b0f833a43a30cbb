# Names of `lib` that belong to no sub-set, or to a set inside one.
lib:
let
  # Every overlay sees the whole as its first argument, also what later overlays add. The functions of `lib` itself keep
  # calling each other as they are.
  extended =
    overlays:
    let
      final = lib.foldl' (prev: overlay: prev // overlay final prev) lib overlays // {
        extend = overlay: extended (overlays ++ [ overlay ]);
      };
    in
    final;
in
{
  extend = overlay: extended [ overlay ];
  isType = type: x: x._type or "" == type;
  setType = type: set: set // { _type = type; };
  mkEUI64Suffix = lib.network.ipv6.mkEUI64Suffix;
}
