builtins.readFile "data/x"
