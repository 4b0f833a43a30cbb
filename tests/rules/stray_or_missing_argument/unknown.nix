{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          config.services.mine.option
          "word"
        ];
      };
      b = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--frobnicate"
          "word"
        ];
      };
      c = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--memory" ] ++ config.services.mine.options;
      };
    };
  };
}
