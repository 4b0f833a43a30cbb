# world: open
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      app = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:vpn" ];
      };
    };
  };
}
