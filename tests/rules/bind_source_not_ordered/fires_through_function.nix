{ lib, ... }:
let
  media = name: "/tank/${name}:/${name}";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    volumes = map media [ "films" ];
  };
  fileSystems."/tank" = {
    device = "nas:/tank";
    fsType = "nfs";
  };
}
