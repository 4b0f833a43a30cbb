{ inputs, ... }:
{
  imports = [ inputs.mine.nixosModules.containers ];
}
