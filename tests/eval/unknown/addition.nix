1 + builtins.currentTime
