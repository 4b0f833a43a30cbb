{ lib, ... }:
let
  mount = name: "appdata/${name}:/${name}";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    volumes = map mount [ "config" ];
  };
}
