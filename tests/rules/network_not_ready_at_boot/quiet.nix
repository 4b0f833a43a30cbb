{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      root = {
        image = "docker.io/library/nginx:1.27";
        imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; };
      };
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        imageFile = pkgs.dockerTools.pullImage { imageName = "nginx"; };
      };
      pulled = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        extraOptions = [ "--stop-timeout=60" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
  systemd.services.podman-web = {
    wants = [ "network-online.target" ];
    after = [ "network-online.target" ];
  };
}
