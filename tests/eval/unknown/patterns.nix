let u = builtins.getFlake "x"; f = { a, b ? 2, ... }: [ a b ]; in [ (f u) (f ({ a = 1; } // u)) (f (u // { a = 1; })) ]
