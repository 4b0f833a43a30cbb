{ lib, ... }:
{
  virtualisation.docker.enable = lib.mkDefault true;
  virtualisation.oci-containers.containers = lib.genAttrs [ "a" "b" ] (name: {
    image = "docker.io/library/${name}:1";
  });
}
