{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      all = {
        image = "docker.io/library/nginx:1.27";
        privileged = true;
      };
      flag = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--privileged" ];
      };
      admin = {
        image = "docker.io/library/nginx:1.27";
        capabilities.SYS_ADMIN = true;
        extraOptions = [ "--cap-add=sys_module,NET_RAW" ];
      };
    };
  };
}
