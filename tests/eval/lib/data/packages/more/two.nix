# A package beside others.
{ }: { }
