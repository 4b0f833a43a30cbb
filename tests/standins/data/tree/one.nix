{ imported = [ "one" ]; }
