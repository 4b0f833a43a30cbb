builtins.toXML { a = throw "in a document"; }
