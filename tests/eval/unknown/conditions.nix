let u = builtins.currentTime > 0; in [ (if u then 1 else 1) (if u then 1 else 2) (u && false) (u || true) (u && true) (u -> true) (!u) (u && throw "perhaps not reached") ]
