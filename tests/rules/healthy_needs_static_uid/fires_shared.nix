{ lib, ... }:
let
  checked = name: {
    image = "ghcr.io/example/${name}:1";
    podman.user = "web";
    podman.sdnotify = "healthy";
    extraOptions = [ "--health-cmd=true" ];
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = lib.genAttrs [ "a" "b" "c" "d" ] checked;
  users.users.web = lib.mkIf true {
    isNormalUser = true;
    linger = true;
  };
}
