{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn = {
        image = "docker.io/library/nginx:1.27";
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ config.services.mine.name ];
        networks = [ "container:vpn" ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:${config.services.mine.name}" ];
      };
    };
  };
}
