# world: open
{ config, lib, pkgs, ... }:
let
  streamed = config.services.mine.streamed;
in
{
  virtualisation.oci-containers.containers.web = {
    image = "localhost/web:1";
    imageFile = lib.mkIf (!streamed) (pkgs.dockerTools.buildImage { name = "localhost/web"; });
    imageStream = lib.mkIf streamed (pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; });
  };
}
