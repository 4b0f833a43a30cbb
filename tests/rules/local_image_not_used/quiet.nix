{ pkgs, ... }:
let
  img = pkgs.dockerTools.buildLayeredImage { name = "app"; };
  tagged = pkgs.dockerTools.streamLayeredImage { name = "App"; tag = "1.0"; };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      through = {
        image = "${img.imageName}:${img.imageTag}";
        imageFile = img;
      };
      tagged = {
        image = "${tagged.imageName}:${tagged.imageTag}";
        imageStream = tagged;
      };
      local = {
        image = "localhost/app:1.0";
        imageStream = tagged;
      };
      hash = {
        image = "app:0123456789abcdfghijklmnpqrsvwxyz";
        imageFile = img;
      };
      latest = {
        image = "app";
        imageFile = pkgs.dockerTools.buildImage { name = "app"; tag = "latest"; };
      };
      pulled = {
        image = "docker.io/library/app";
        imageFile = pkgs.dockerTools.pullImage {
          imageName = "app";
          imageDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
          hash = "";
        };
      };
      renamed = {
        image = "other:3";
        imageFile = pkgs.dockerTools.pullImage {
          imageName = "app";
          finalImageName = "other";
          finalImageTag = "3";
          imageDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
          hash = "";
        };
      };
      registry = {
        image = "localhost:5000/app:1.0";
        pull = "always";
      };
      newer = {
        image = "localhost/app:1.0";
        pull = "newer";
      };
    };
  };
}
