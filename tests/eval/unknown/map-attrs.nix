builtins.mapAttrs (n: v: "${n}=${toString v}") ({ a = 1; } // builtins.fetchGit "x")
