# Names of `lib` that belong to no sub-set, or to a set inside one.
lib:
let
  # The functions of `lib` itself keep calling each other as they are; users see the overlay.
  extendWith =
    base: overlay:
    let
      final = base // overlay final base // { extend = extendWith final; };
    in
    final;
in
{
  extend = extendWith lib;
  isType = type: x: x._type or "" == type;
  setType = type: set: set // { _type = type; };
  mkEUI64Suffix = lib.network.ipv6.mkEUI64Suffix;
}
