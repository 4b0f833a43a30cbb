{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "local";
      };
      file = {
        image = "docker.io/library/nginx:1.27";
        log-driver = "k8s-file";
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--log-driver=syslog" ];
      };
    };
  };
}
