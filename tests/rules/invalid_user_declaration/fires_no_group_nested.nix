{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
  };
  users = {
    users.web = {
      isSystemUser = true;
      uid = 2000;
      linger = true;
      autoSubUidGidRange = true;
      home = "/var/lib/web";
      createHome = true;
    };
  };
}
