# The people of the machine, and the accounts that own rootless containers. Such an account lingers (its systemd runs
# without a login), has a fixed uid (its runtime folder is /run/user/UID), subordinate ids and a home for images.
{ lib, ... }:

let
  containerUser = { uid, firstSubId }: {
    isSystemUser = true;
    inherit uid;
    group = "containers";
    home = "/var/lib/containers/${toString uid}";
    createHome = true;
    linger = true;
    subUidRanges = [ { startUid = firstSubId; count = 65536; } ];
    subGidRanges = [ { startGid = firstSubId; count = 65536; } ];
  };
in
{
  users.groups.containers.gid = 990;

  users.users = {
    ada = {
      isNormalUser = true;
      uid = 1000;
      extraGroups = [ "wheel" ];
    };
  } // lib.mapAttrs (_: containerUser) {
    photos = { uid = 901; firstSubId = 200000; };
    notes = { uid = 902; firstSubId = 300000; };
  };
}
