# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers.containers = {
    a = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = lib.mkIf config.services.mine.first [ "b" ];
    };
    b = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = lib.mkIf (!config.services.mine.first) [ "a" ];
    };
    aa.image = "docker.io/library/nginx:1.27";
  };
}
