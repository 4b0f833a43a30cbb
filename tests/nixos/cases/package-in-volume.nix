{ pkgs, ... }:
{
  virtualisation.oci-containers.containers.a = {
    image = "x";
    imageFile = pkgs.dockerTools.buildImage { name = "x"; tag = "1"; };
    volumes = [ "${pkgs.hello}/bin/hello:/hello:ro" ];
  };
}
