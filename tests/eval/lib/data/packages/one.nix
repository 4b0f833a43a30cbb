# A package that shows what it was called with.
{ greeting ? "none" }: { inherit greeting; }
