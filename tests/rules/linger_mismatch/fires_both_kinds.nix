# nixos: 25.11
{ lib, ... }:
let
  web = lib.mkMerge [
    {
      isNormalUser = true;
      uid = 2000;
    }
    { linger = true; }
  ];
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
    containers.db = {
      image = "docker.io/library/postgres:17";
      podman.user = "web";
      podman.sdnotify = "healthy";
      extraOptions = [ "--health-cmd=true" ];
    };
  };
  users.users = { inherit web; };
}
