# nixos: 25.05
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
    home = "/var/lib/web";
    createHome = true;
    linger = true;
    autoSubUidGidRange = true;
  };
  users.groups.web = { };
}
