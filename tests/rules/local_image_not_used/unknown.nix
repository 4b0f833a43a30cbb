{ pkgs, ... }:
let
  images = import (builtins.fetchTarball "https://example.org/images.tar.gz") { };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      elsewhere = {
        image = "app:1.0";
        imageFile = images.app;
      };
      version = {
        image = "app:1.0";
        imageFile = pkgs.dockerTools.buildImage { name = "app"; tag = pkgs.hello.version; };
      };
      half = {
        image = "app:${pkgs.hello.version}";
        imageFile = pkgs.dockerTools.buildImage { name = "app"; tag = "1"; };
      };
      merged = {
        image = "app:1.0";
        imageFile = pkgs.dockerTools.buildImage ({ name = "app"; } // images.arguments);
      };
    };
  };
}
