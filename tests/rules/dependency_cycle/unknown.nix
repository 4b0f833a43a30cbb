# world: open
{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.a = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "b" ];
    };
    containers.b = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ config.services.mine.first ];
    };
  };
}
