# A package in a directory of its own.
{ greeting }: { own = greeting; }
