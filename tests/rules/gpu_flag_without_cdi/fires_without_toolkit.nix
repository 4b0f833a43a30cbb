{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        devices = [ "nvidia.com/gpu=all" ];
      };
    };
  };
}
