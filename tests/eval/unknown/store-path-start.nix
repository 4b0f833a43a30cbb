let s = "${./addition.nix}"; in [ (builtins.substring 0 1 s) (builtins.substring 0 10 "${s}/x") (s == "") (s == "etc") (builtins.substring 0 12 s) (builtins.substring 5 3 s) ]
