{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [
          "/etc:/host-etc"
          "/:/host:ro"
          "/home/:/home:U"
        ];
      };
    };
  };
}
