{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--mount=type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock" ];
      };
    };
  };
}
