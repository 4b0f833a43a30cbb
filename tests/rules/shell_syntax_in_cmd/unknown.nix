{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      app = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "serve ${config.services.mine.flags}" ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        entrypoint = config.services.mine.entrypoint;
        cmd = [ "serve -x" ];
      };
      c = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ config.services.mine.shell "a" "&&" "b" ];
      };
    };
  };
}
