[ (baseNameOf "${./addition.nix}/a/b") (dirOf "${./addition.nix}/a/b") (baseNameOf "${./addition.nix}") ]
