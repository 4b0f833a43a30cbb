{ lib, ... }:
{
  virtualisation.oci-containers.containers.a = { image = "x"; podman = lib.mkForce null; };
}
