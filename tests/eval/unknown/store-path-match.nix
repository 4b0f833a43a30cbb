let
  s = "${./addition.nix}";
  has = text: builtins.match ".*${text}.*" s != null;
in
[ (has "addition") (has "-addition[.]nix") (has "/etc") (has "e") (dirOf s) (builtins.match "(.*)" s == null) ]
