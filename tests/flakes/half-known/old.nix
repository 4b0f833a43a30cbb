# An old name behind a condition that is false says nothing; behind a true one, it is reported.
{ lib, ... }:
{
  virtualisation.docker = lib.mkIf false { liveRestore = false; };
  virtualisation.lxd = lib.mkIf false { enable = true; };
}
