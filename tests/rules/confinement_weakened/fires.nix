{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--pid=host"
          "--ipc=host"
          "--security-opt"
          "seccomp=unconfined"
        ];
      };
    };
  };
}
