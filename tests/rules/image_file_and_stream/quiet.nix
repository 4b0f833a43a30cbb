{ lib, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "localhost/web:1";
      imageFile = null;
      imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; };
    };
    containers.api = {
      image = "localhost/api:1";
      imageFile = lib.mkIf false (pkgs.dockerTools.buildImage { name = "localhost/api"; });
      imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/api"; };
    };
  };
}
