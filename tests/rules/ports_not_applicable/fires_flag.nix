{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "host" ];
      extraOptions = [ "-p" "8080:80" "--init" "--publish=8081:81" ];
    };
  };
}
