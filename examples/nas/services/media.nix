{ config, lib, ... }:

let
  # A family of containers that differ in name, port and version only.
  linuxserver = { version, port, mounts ? { } }: {
    image = "lscr.io/linuxserver/${version}";
    inherit port;
    volumes.config = "/config";
    container = {
      environment = {
        PUID = toString config.users.users.ada.uid;
        PGID = "100";
      };
      volumes = lib.mapAttrsToList (from: to: "${from}:${to}") mounts;
    };
  };
  library = { "/srv/media" = "/media"; };
in
{
  homelab.services = {
    sonarr = linuxserver { version = "sonarr:4.0.15"; port = 8989; mounts = library; };
    radarr = linuxserver { version = "radarr:5.27.5"; port = 7878; mounts = library; };
    jellyfin = lib.recursiveUpdate
      (linuxserver { version = "jellyfin:10.10.7"; port = 8096; mounts = { "/srv/media" = "/media:ro"; }; })
      { host = "media"; container.devices = [ "/dev/dri:/dev/dri" ]; };
  };
}
