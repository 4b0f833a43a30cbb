[ <nixpkgs> (builtins.tryEval <nixpkgs>).success (import <nixpkgs> { }).hello ]
