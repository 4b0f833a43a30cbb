{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--net=host"
          "--log-level=debug"
          "--healthcheck-command=true"
          "--cdi-spec-dir=/etc/cdi"
          "-itd"
        ];
      };
    };
  };
}
