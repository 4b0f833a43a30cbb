{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = { image = "x"; cmd = [ (lib.mkDefault "one") (lib.mkIf true "two") (lib.mkMerge [ "three" ]) ]; };
}
