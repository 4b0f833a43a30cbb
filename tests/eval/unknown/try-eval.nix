let u = builtins.getFlake "x"; in { inherit (builtins.tryEval u.a) success; partial = (builtins.tryEval "a${u.b}").success; }
