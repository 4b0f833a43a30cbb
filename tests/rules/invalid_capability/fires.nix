{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        capabilities = {
          SYS_WRITE = false;
          NET_ADMN = true;
        };
        extraOptions = [
          "--cap-add=net_raww"
          "--cap-drop=CHOWN,FOO"
        ];
      };
      both = {
        image = "docker.io/library/nginx:1.27";
        capabilities.NET_ADMIN = true;
        extraOptions = [ "--cap-drop=CAP_NET_ADMIN" ];
      };
    };
  };
}
