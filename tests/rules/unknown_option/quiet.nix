# An option that the configuration adds to the submodule.
{ lib, ... }:
{
  options.virtualisation.oci-containers.containers = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule {
      options.public = lib.mkOption {
        type = lib.types.bool;
        default = false;
      };
    });
  };
  config.virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      public = true;
    };
  };
}
