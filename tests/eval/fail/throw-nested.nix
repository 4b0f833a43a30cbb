{ a = [ { b = throw "deep inside"; } ]; }
