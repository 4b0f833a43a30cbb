# NixOS defines `networking.hosts` itself.
{ config, lib, ... }:
{
  networking.hosts = lib.mkIf false { "10.0.0.2" = [ "db" ]; };
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environment.HOSTS = toString (lib.attrNames config.networking.hosts);
  };
}
