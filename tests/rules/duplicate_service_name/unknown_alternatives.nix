# world: open
{ config, lib, ... }:
{
  virtualisation.oci-containers.containers = {
    web-old = lib.mkIf config.services.mine.old {
      image = "docker.io/library/nginx:1.26";
      serviceName = "web";
    };
    web-new = lib.mkIf (!config.services.mine.old) {
      image = "docker.io/library/nginx:1.27";
      serviceName = "web";
    };
  };
}
