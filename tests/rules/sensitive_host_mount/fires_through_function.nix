{ lib, ... }:
let
  all = dir: "${dir}:/host${dir}:rslave";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    volumes = map all [ "/dev" ];
  };
}
