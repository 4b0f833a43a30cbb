{ config, ... }:
let
  lsio = name: version: "linuxserver/${name}:${version}";
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web.image = lsio "sonarr" "4";
    containers.half.image = lsio "radarr" config.services.mine.version;
  };
}
