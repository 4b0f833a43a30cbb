{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
  };
  users.users.web = {
    isSystemUser = true;
    group = "web";
    uid = 2000;
    home = "/var/lib/web"; createHome = true;
    linger = true;
    subUidRanges = [ { startUid = 500000; count = config.services.mine.ids; } ];
    subGidRanges = [ { startGid = config.services.mine.first; count = 65536; } ];
  };
  users.groups.web = { };
}
