{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        capabilities.NET_ADMIN = true;
        extraOptions = [ "--cap-drop=NET_ADMIN" ];
      };
    };
  };
}
