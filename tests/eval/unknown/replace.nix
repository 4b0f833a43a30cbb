let s = "it's ${builtins.getEnv "X"}"; in [ (builtins.replaceStrings [ "'" ] [ "X" ] s) (builtins.replaceStrings [ "it" ] [ "x" ] s) (builtins.replaceStrings [ "t" ] [ "T" ] "${./addition.nix}") ]
