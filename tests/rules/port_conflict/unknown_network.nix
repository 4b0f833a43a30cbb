# The second may be on the host's network.
{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      a = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:8000:80" ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:8000:80" ];
        extraOptions = pkgs.hello.options;
      };
    };
  };
}
