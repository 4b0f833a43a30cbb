{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [
          "--health-cmd=curl -f http://localhost"
          "--label"
          "a b"
          "--memory=512m"
        ];
      };
    };
  };
}
