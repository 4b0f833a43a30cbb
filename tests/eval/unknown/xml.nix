builtins.toXML { a = "x${builtins.getEnv "X"}"; p = "${./addition.nix}"; t = builtins.currentTime; }
