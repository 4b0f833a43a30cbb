builtins.listToAttrs [ { name = "a"; value = 1; } { name = builtins.getEnv "X"; value = 2; } { name = "c"; value = 3; } ]
