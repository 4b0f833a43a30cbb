{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        capabilities = {
          ALL = false;
          CAP_NET_ADMIN = true;
          chown = true;
          FOO = null;
        };
        extraOptions = [
          "--cap-add=net_raw"
        ];
      };
    };
  };
}
