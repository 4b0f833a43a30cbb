let
  account = uid: start: {
    inherit uid;
    isNormalUser = true;
    linger = true;
    subUidRanges = [ { startUid = start; count = 65536; } ];
    subGidRanges = [ { startGid = start * 10; count = 65536; } ];
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
  users.users.web = account 2000 200000;
  users.users.db = account 2001 210000;
}
