{ lib, ... }:
let
  account = name: uid: {
    ${name} = {
      inherit uid;
      isSystemUser = true;
      group = "${name}s";
      home = "/var/lib/${name}";
      createHome = true;
      linger = true;
      autoSubUidGidRange = true;
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
  users.users = lib.mkIf true (account "web" 2000);
  users.groups.web = { };
}
