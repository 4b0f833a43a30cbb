{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--restart=always" ];
      };
      kept = {
        image = "docker.io/library/nginx:1.27";
        autoRemoveOnStop = false;
        extraOptions = [
          "--init"
          "--restart"
          "on-failure:3"
        ];
      };
    };
  };
}
