let u = builtins.getEnv "X"; in [ (builtins.elem 1 [ u 1 ]) (builtins.elem "a" [ u ]) (builtins.elem 1 [ u ]) (builtins.elem 1 [ (builtins.getFlake "x") ]) ]
