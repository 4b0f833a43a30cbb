{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "localhost/web:1";
      imageFile = pkgs.dockerTools.buildImage {
        name = "localhost/web";
        tag = "1";
      };
      imageStream = pkgs.dockerTools.streamLayeredImage {
        name = "localhost/web";
        tag = "1";
      };
    };
  };
}
