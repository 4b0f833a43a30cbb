{ config, ... }:
{
  virtualisation.oci-containers.containers = builtins.mapAttrs (n: c: { hostname = c.image; }) config.virtualisation.oci-containers.containers;
}
