{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        capabilities = {
          NET_ADMIN = true;
          SYS_ADMIN = false;
        };
        extraOptions = [ "--privileged=false" ];
      };
    };
  };
}
