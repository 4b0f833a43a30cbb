# nixos: 25.05
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "web" ];
      pull = "newer";
      serviceName = "web";
    };
  };
}
