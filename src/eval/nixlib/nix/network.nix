# IPv6 addresses.
lib:
let
  inherit (builtins)
    concatMap
    elemAt
    genList
    length
    map
    match
    ;

  # The eight groups of an address as numbers; `::` stands for at least one group of zeros.
  groups =
    text:
    let
      invalid = throw "`${text}` is not an IPv6 address";
      halves = lib.splitString "::" text;
      split = half: if half == "" then [ ] else lib.splitString ":" half;
      left = split (elemAt halves 0);
      right = split (elemAt halves 1);
      zeros = genList (_: "0") (8 - length left - length right);
      all = if length halves == 1 then left else left ++ zeros ++ right;
      number = group: if match "[0-9A-Fa-f]{1,4}" group == null then invalid else lib.fromHexString group;
    in
    if length halves > 2 || length all != 8 || length halves == 2 && zeros == [ ] then invalid else map number all;

  prefixOf =
    text: whole:
    let
      n = lib.toInt text;
    in
    if 1 <= n && n <= 128 then n else throw "`${whole}`: the prefix length must be from 1 to 128";

  octets = lib.concatStringsSep "[-:.]?" (genList (_: "([0-9A-Fa-f]{2})") 6);
in
{
  ipv6 = {
    fromString =
      text:
      let
        parts = lib.splitString "/" text;
        show = group: lib.toLower (lib.toHexString group);
      in
      if length parts > 2 then
        throw "`${text}` is not an IPv6 address with a prefix length"
      else
        {
          address = lib.concatMapStringsSep ":" show (groups (elemAt parts 0));
          prefixLength = if length parts == 2 then prefixOf (elemAt parts 1) text else 128;
        };

    # RFC 4291, appendix A: `ff:fe` goes into the middle and the universal/local bit flips.
    mkEUI64Suffix =
      mac:
      let
        found = match octets mac;
        o = elemAt found;
        first = lib.toHexString (builtins.bitXor 512 (lib.fromHexString (o 0 + o 1)));
      in
      if found == null then
        throw "`${mac}` is not a MAC address"
      else
        lib.toLower "${first}:${o 2}ff:fe${o 3}:${o 4}${o 5}";
  };
}
