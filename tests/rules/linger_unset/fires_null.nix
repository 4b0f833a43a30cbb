let
  account = uid: {
    inherit uid;
    isNormalUser = true;
    linger = null;
  };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
    containers.db = {
      image = "docker.io/library/postgres:17";
      podman.user = "web";
    };
  };
  users.users.web = account 2000;
  users.manageLingering = false;
}
