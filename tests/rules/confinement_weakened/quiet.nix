{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
        extraOptions = [ "--userns=host" "--security-opt=no-new-privileges" ];
      };
    };
  };
}
