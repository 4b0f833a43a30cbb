{ config, ... }:
{
  virtualisation.oci-containers.containers.a = { image = config.virtualisation.oci-containers.containers.b.image; };
  virtualisation.oci-containers.containers.b = { image = config.virtualisation.oci-containers.containers.a.image; };
}
