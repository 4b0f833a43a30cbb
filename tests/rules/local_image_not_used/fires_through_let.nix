{ pkgs, ... }:
let
  tag = "2";
  img = pkgs.dockerTools.buildLayeredImage { name = "App"; inherit tag; };
  reference = "app:1";
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.app = {
      image = reference;
      imageFile = img;
    };
  };
}
