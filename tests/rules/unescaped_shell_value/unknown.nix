{ config, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "${pkgs.hello.name}:${pkgs.hello.version}";
      login = {
        username = "me";
        registry = "docker.io";
        passwordFile = config.sops.secrets.docker.path;
      };
    };
  };
}
