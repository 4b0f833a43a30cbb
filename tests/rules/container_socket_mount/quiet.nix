{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/srv/docker.sock:/x" "/run/user/1000/podman/podman.sock:/y" ];
      };
    };
  };
}
