{ pkgs, ... }:
let
  image = name: "ghcr.io/example/${name}:${pkgs.hello.version}";
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web.image = image "two words";
    containers.api.image = ''
      docker.io/library/nginx:1.27
    '';
  };
}
