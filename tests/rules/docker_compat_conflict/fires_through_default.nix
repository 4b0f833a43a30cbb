{ lib, config, ... }:
{
  options.my.compat = lib.mkEnableOption "the name docker" // { default = true; };
  config.virtualisation.oci-containers.backend = "docker";
  config.virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
  config.virtualisation.podman.enable = true;
  config.virtualisation.podman.dockerCompat = config.my.compat;
}
