{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--userns=keep-id" ];
      };
    };
  };
}
