{ config, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      a.image = "${pkgs.dockerTools.examples.nginx.imageName}:${pkgs.dockerTools.examples.nginx.imageTag}";
      b.image = "ghcr.io/immich-app/immich-server:v${pkgs.immich.version}";
    };
  };
}
