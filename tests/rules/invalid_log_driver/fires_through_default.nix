{ lib, config, ... }:
{
  options.my.logs = lib.mkOption { default = "local"; };
  config.virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      log-driver = config.my.logs;
    };
  };
}
