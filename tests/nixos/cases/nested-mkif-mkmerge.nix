{ lib, config, ... }:
{
  virtualisation = lib.mkIf true (lib.mkMerge [
    { oci-containers = lib.mkIf (config.networking.hostName == "nixos") { backend = "docker"; }; }
    (lib.mkIf false { oci-containers.containers.no.image = "n"; })
    { oci-containers.containers = lib.mkMerge [ { aa.image = "a"; } (lib.mkIf (config.time.timeZone == null) { bb = lib.mkMerge [ { image = "b"; } (lib.mkIf true { cmd = lib.mkBefore [ "x" ]; }) { cmd = [ "y" ]; } ]; }) ]; }
  ]);
}
