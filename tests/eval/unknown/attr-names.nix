let open = { a = 1; } // builtins.fetchGit "x"; in { names = builtins.attrNames open; has = [ (open ? a) (open ? b) ]; a = open.a; left = (builtins.fetchGit "x" // { a = 1; }).a; }
