{ imported = [ "m/flip/six" ]; }
