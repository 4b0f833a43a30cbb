{ imported = [ "a/_private/three" ]; }
