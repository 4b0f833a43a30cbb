{ config, pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = config.services.mine.user;
        imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; };
        extraOptions = [ "--stop-timeout=${config.services.mine.timeout}" ];
      };
    };
  };
}
