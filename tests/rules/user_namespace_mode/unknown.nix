{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = config.services.mine.user;
        extraOptions = [ "--userns=nomap" ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=${config.services.mine.mode}" ];
      };
    };
  };
}
