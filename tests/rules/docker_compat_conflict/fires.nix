{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  virtualisation.podman = {
    enable = true;
    dockerCompat = true;
    dockerSocket.enable = true;
  };
}
