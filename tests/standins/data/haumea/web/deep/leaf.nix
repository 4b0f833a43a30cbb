{ root, super }: { options = { flag = true; }; port = root.ports.web + 1; seen = builtins.attrNames super; }
