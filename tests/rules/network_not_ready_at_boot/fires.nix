{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      file = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; };
      };
      slow = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--stop-timeout=300" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
