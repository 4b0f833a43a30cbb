9223372036854775807 + 1 # wraps around before Nix 2.25
