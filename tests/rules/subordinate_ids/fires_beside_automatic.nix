{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
  };
  users.users.alice = {
    isNormalUser = true;
    uid = 1000;
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    subUidRanges = [ { startUid = 100000; count = 65536; } ];
    subGidRanges = [ { startGid = 500000; count = 65536; } ];
  };
}
