{ pkgs, ... }:
let
  image = pkgs.dockerTools.buildImage {
    name = "web";
    tag = "1";
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "web:1";
    imageFile = image;
    podman.user = "web";
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
