{ config, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:${pkgs.nginx.version}";
      environment.PACKAGE = "${pkgs.hello}";
      environmentFiles = [ config.sops.secrets.web.path ];
    };
  };
}
