# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.a = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "b" ];
    };
    containers.b = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = lib.mkIf config.services.mine.enable [ "a" ];
    };
  };
}
