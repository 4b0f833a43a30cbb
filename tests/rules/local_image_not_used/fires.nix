{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      tag = {
        image = "app:latest";
        imageFile = pkgs.dockerTools.buildLayeredImage { name = "app"; tag = "1.0"; };
      };
      name = {
        image = "docker.io/library/app:1.0";
        imageFile = pkgs.dockerTools.buildImage { name = "my-app"; tag = "1.0"; };
      };
      hash = {
        image = "app";
        imageStream = pkgs.dockerTools.streamLayeredImage { name = "app"; };
      };
      pulled = {
        image = "app:2";
        imageFile = pkgs.dockerTools.pullImage {
          imageName = "docker.io/library/app";
          imageDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
          hash = "";
        };
      };
      always = {
        image = "app:1.0";
        imageFile = pkgs.dockerTools.buildImage { name = "app"; tag = "1.0"; };
        pull = "always";
      };
      local = {
        image = "localhost/app:1.0";
        pull = "always";
      };
      flag = {
        image = "localhost/app:1.0";
        extraOptions = [ "--pull=always" ];
      };
    };
  };
}
