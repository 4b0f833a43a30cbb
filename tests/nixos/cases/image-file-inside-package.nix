{ pkgs, ... }:
{
  virtualisation.oci-containers.containers.a = { image = "x"; imageFile = "${pkgs.hello}/image.tar"; };
}
