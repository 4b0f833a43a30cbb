{ pkgs, config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "front" pkgs.hello.network ];
    };
  };
  systemd.services.networks.script = "podman network create ${builtins.getEnv "NETWORK"}";
}
