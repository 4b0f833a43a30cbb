{ lib, ... }:
let
  sites = [
    "blog"
    "wiki@home"
  ];
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.genAttrs sites (site: {
    image = "docker.io/library/nginx:1.27";
  });
}
