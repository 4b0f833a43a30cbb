{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/etc/localtime:/etc/localtime:ro" "/home/me/x:/x" "/srv:/srv" ];
      };
    };
  };
}
