{ config, lib, ... }:
let
  mount = name: mode: "${config.services.mine.dataDir}/${name}:/${name}:${mode}";
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      volumes = lib.mkIf true [
        (mount "media" "ro,rw")
        (mount "photos" "readonly")
      ];
    };
  };
}
