# Every printable ASCII character, and three blanks, by name.
builtins.listToAttrs (
  map
    (c: {
      name = c;
      value = null;
    })
    (
      [ "\t" "\n" "\r" ]
      ++ builtins.genList (
        i:
        builtins.substring i 1
          " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
      ) 95
    )
)
