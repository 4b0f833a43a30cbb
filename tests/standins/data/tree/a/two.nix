{ imported = [ "a/two" ]; }
