# Typed values for dconf.
{ lib }:
let
  inherit (lib) gvariant;
  fails = x: !(builtins.tryEval (builtins.deepSeq x null)).success;
  show = x: [ x.type (toString x) ];
in
{
  plain = map (x: show (gvariant.mkValue x)) [
    "text"
    "it's \\ \n new"
    true
    false
    1.5
    [ "a" "b" ]
    [ [ true ] [ false ] ]
    (gvariant.mkInt32 4)
  ];
  numbers = map show [
    (gvariant.mkUchar 1)
    (gvariant.mkInt16 (-2))
    (gvariant.mkUint16 3)
    (gvariant.mkInt32 (-4))
    (gvariant.mkUint32 5)
    (gvariant.mkInt64 (-6))
    (gvariant.mkUint64 7)
    (gvariant.mkDouble 2.0)
  ];
  containers = map show [
    (gvariant.mkArray [ (gvariant.mkUint32 1) (gvariant.mkUint32 2) ])
    (gvariant.mkEmptyArray gvariant.type.string)
    (gvariant.mkTuple [ "a" true (gvariant.mkInt32 1) ])
    (gvariant.mkTuple [ ])
    (gvariant.mkVariant "x")
    (gvariant.mkVariant [ 0.5 ])
    (gvariant.mkDictionaryEntry "key" (gvariant.mkVariant 1.5))
    (gvariant.mkArray [ (gvariant.mkDictionaryEntry "a" true) ])
    (gvariant.mkNothing gvariant.type.int32)
    (gvariant.mkJust "x")
    (gvariant.mkMaybe gvariant.type.string null)
    (gvariant.mkObjectpath "/org/it's")
  ];
  isGVariant = map gvariant.isGVariant [ (gvariant.mkInt32 1) 1 null { } { _type = "gvariant"; } ];
  types = with gvariant.type; [
    (arrayOf string)
    (maybeOf (tupleOf [ int32 boolean ]))
    (dictionaryEntryOf string variant)
    [ uchar int16 uint16 uint32 int64 uint64 double ]
  ];
  intConstructors = gvariant.intConstructors;
  refused = map (x: fails (gvariant.mkValue x)) [ 1 { } null [ ] [ "a" true ] (x: x) ];
}
