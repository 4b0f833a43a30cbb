{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        devices = [ "/dev/dri" "/dev/a:/dev/b:rwm" "/dev/a:r" "nvidia.com/gpu=all" ];
      };
    };
  };
}
