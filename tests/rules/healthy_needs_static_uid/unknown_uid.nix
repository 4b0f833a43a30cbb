{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman = {
        user = "web";
        sdnotify = "healthy";
      };
      extraOptions = [ "--health-cmd=true" ];
    };
  };
  users.users.web = {
    isSystemUser = true;
    group = "web";
    uid = config.ids.uids.web;
    home = "/var/lib/web";
    createHome = true;
    linger = true;
    autoSubUidGidRange = true;
  };
  users.groups.web = { };
}
