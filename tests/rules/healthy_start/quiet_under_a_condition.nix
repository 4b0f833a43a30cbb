{ lib, config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = lib.genAttrs [ "web" "db" ] (_: {
      image = "docker.io/library/nginx:1.27";
      podman.sdnotify = "healthy";
      extraOptions = [ "--health-cmd=true" ];
    });
  };
  systemd.services = lib.mapAttrs' (_: container: lib.nameValuePair container.serviceName {
    serviceConfig = lib.mkMerge [ (lib.mkIf (container.podman.sdnotify == "healthy") { TimeoutStartSec = lib.mkForce 300; }) ];
  }) config.virtualisation.oci-containers.containers;
}
