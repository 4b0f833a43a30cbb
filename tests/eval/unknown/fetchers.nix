[ (builtins.fetchTarball "https://example.com/x") (builtins.fetchurl "u").foo (import (builtins.fetchTarball "x") { }) (import (builtins.fetchTarball "x")).y (builtins.getFlake "nixpkgs").lib ]
