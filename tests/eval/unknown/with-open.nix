with builtins.getFlake "x"; [ a true (let b = 1; in b) ]
