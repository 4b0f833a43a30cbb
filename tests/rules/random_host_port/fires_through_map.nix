{ ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = map toString [ 80 443 ];
    };
  };
}
