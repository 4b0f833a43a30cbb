# Two users are missing, and there is another one.
{
  virtualisation = {
    oci-containers.backend = "podman";
    oci-containers.containers.web = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "web";
    };
    oci-containers.containers.api = {
      image = "docker.io/library/nginx:1.27";
      podman.user = "api";
    };
  };
  users = {
    users.admin = {
      isNormalUser = true;
      uid = 2000;
    };
  };
}
