{ imported = [ "b/c/four" ]; }
