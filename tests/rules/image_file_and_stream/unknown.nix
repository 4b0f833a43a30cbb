# world: open
{ config, pkgs, ... }:
{
  virtualisation.oci-containers.containers.web = {
    image = "localhost/web:1";
    imageFile = config.services.mine.image;
    imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; };
  };
}
