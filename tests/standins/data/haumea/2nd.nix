{ imports = [ "a" ]; _api = { x = 1; }; }
