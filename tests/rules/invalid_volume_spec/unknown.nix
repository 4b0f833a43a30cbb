{ config, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      volumes = [
        "${config.services.mine.dataDir}:/data:ro"
        "${config.services.mine.volume}:ro"
        "${pkgs.hello}/share:/share:ro"
        "/srv:${config.services.mine.target}"
      ];
    };
  };
}
