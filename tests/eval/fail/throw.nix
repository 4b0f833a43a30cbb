let cfg = throw "the option is gone"; in { inherit cfg; }
