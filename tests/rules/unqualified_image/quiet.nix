{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
      port = {
        image = "registry:5000/nginx:1.27";
      };
      id = {
        image = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
      };
      file = {
        image = "app:1";
        imageFile = pkgs.dockerTools.buildImage { name = "app"; tag = "1"; };
      };
    };
  };
}
