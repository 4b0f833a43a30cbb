{ lib, pkgs, ... }:
let
  base = { imageStream = pkgs.dockerTools.streamLayeredImage { name = "localhost/web"; }; };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = lib.mkMerge [
    base
    {
      image = "localhost/web:1";
      imageFile = /nix/store/00000000000000000000000000000000-web.tar;
    }
  ];
}
