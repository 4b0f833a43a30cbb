{ lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      capabilities = lib.genAttrs [ "NET_ADMIN" "SYS_PTRACE" ] (_: true);
    };
  };
}
