{ registry = "registry.example"; imports = [ "inner" ]; }
