builtins.listToAttrs [ { name = "x-${builtins.getEnv "X"}"; value = 2; } { name = "c"; value = 3; } ]
