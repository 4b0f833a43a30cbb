builtins.toJSON { a = 1; src = "${./addition.nix}/x"; env = builtins.getEnv "X"; t = builtins.currentTime; }
