let u = builtins.getFlake "x"; in [ (u.a or 1) ({ a = u; }.a.b or 2) ({ a = u; }.b or 3) (u ? a) ]
