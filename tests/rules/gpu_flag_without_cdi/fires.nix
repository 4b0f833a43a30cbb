{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--gpus=all" ];
      };
      old = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--runtime=nvidia" ];
      };
    };
  };
  hardware.nvidia-container-toolkit.enable = true;
}
