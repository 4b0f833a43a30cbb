{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      environment = {
        PORT = toString 8080;
        DEBUG = lib.boolToString false;
      };
      capabilities.NET_ADMIN = true;
      capabilities.MKNOD = null;
    };
  };
}
