import ./data/nosuch.nix
