[ builtins.currentTime (builtins.typeOf builtins.currentTime) (builtins.typeOf (builtins.getEnv "X")) (builtins.isString (builtins.getFlake "x")) (builtins.isAttrs (builtins.getFlake "x")) ]
