{ lib, ... }:
{
  virtualisation.docker.enable = true;
  virtualisation.oci-containers = {
    backend = lib.mkDefault "podman";
    containers.web.image = "docker.io/library/nginx:1.27";
  };
}
