{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--init" "-e" "FROM_UNIT" "--privileged=false" ];
      };
    };
  };
}
