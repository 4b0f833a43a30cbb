{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "k8s-file";
      };
      none = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "none";
        extraOptions = [ "--log-opt=max-size=10m" ];
      };
    };
  };
}
