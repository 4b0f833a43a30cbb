[ (builtins.length (builtins.genList (x: x) 1000000000000)) (builtins.genList (x: x) 1000000000000) ]
