{ lib, ... }:
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
  systemd.services = lib.genAttrs [ "oci-container-web" ] (_: { partOf = [ "stack.target" ]; });
}
