{ lib, ... }:
let
  flags = set: lib.flatten (lib.mapAttrsToList (name: value: [ "--${name}" value ]) set);
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      extraOptions = flags {
        memory = "1g";
        privileged = "true";
      };
    };
  };
}
