let u = builtins.fetchGit "x"; in [ (builtins.removeAttrs ({ a = 1; b = 2; }) [ "a" (builtins.getEnv "X") ]) (builtins.removeAttrs (u // { a = 1; b = 2; }) [ "a" ]) ]
