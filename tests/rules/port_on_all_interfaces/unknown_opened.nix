# The port may be opened on purpose.
{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "8080:80" ];
    };
  };
  networking.firewall.allowedTCPPorts = [ 22 pkgs.hello.port ];
}
