{ config, lib, pkgs, ... }@args:
let mk = import ./support/make.nix args; in
{
  virtualisation.oci-containers.containers = mk.containers { prefix = "lab-"; } [ "a" "b" ];
}
