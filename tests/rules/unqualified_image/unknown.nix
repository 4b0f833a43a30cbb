{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "${config.services.mine.registry}/nginx:1.27";
      };
      b = {
        image = "nginx:${config.services.mine.version}";
      };
      c = {
        image = "app:1";
        imageFile = config.services.mine.image;
      };
    };
  };
}
