{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      app = {
        image = "ghcr.io/me/app:1";
        login = {
          username = "me";
          passwordFile = config.services.mine.file;
          registry = config.services.mine.registry;
        };
      };
    };
  };
}
