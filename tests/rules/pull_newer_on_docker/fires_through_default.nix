{ lib, config, ... }:
{
  options.my.pull = lib.mkOption {
    type = lib.types.str;
    default = "newer";
  };
  config.virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      inherit (config.my) pull;
    };
  };
}
