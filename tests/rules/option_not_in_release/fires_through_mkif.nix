# nixos: 24.11
{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = lib.mkMerge [
      { image = "docker.io/library/nginx:1.27"; }
      (lib.mkIf true { pull = "newer"; })
    ];
  };
}
