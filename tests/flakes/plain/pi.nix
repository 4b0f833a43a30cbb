{ lib, pkgs, ... }:
{
  system.stateVersion = "25.11";
  virtualisation.oci-containers.containers.dns = {
    image = "docker.io/library/dns:${if pkgs.stdenv.hostPlatform.isAarch64 then "arm64" else "amd64"}";
    ports = [ "53:53/upd" ];
    extraOptions = lib.optional pkgs.stdenv.isLinux "--init";
  };
}
