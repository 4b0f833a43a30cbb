{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      job = {
        image = "docker.io/library/nginx:1.27";
        cmd = [ "migrate" ];
      };
    };
  };
}
