{ lib, ... }:
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.mapAttrs (name: image: {
    inherit image;
    extraOptions = [ "--name=${name}" ];
  }) { web = "docker.io/library/nginx:1.27"; };
}
