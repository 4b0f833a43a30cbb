{ root }: { hidden = builtins.attrNames root; }
