{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      serviceName = "app-${pkgs.hello.version}";
    };
    containers.api = {
      image = "docker.io/library/httpd:2.4";
      serviceName = "app-${pkgs.hello.version}";
    };
  };
}
