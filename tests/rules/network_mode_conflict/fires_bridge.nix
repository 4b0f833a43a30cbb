{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.late = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "web" "bridge" ];
    };
    containers.first = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "bridge" "web" ];
    };
  };
}
