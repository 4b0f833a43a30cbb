{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      bool = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--init" "true" ];
      };
      word = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--memory"
          "512m"
          "network=host"
          "--init"
        ];
      };
      empty = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "" "--init" ];
      };
      last = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--init" "--memory" ];
      };
    };
  };
}
