# Two users are made by one declaration: a uid there would be that of both.
{ lib, ... }:
let
  account = name: {
    ${name} = {
      isNormalUser = true;
      linger = true;
    };
  };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
  };
  users.users = lib.mkMerge [
    (account "web")
    (account "other")
  ];
}
