{ lib, ... }:
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = lib.mkMerge [
    {
      image = "docker.io/library/nginx:1.27";
      networks = [ "web" ];
    }
    { networks = [ "host" ]; }
  ];
}
