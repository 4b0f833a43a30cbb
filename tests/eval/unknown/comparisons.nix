let s = "${./addition.nix}:/data"; in [ (s == "x") (s == "/nix/store/a:/data") (s == s) (s < "a") (s == null) (s == [ ]) ]
