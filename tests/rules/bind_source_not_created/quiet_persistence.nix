{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/srv/app:/data" ];
      };
    };
  };
  environment.persistence."/persist".directories = [ "/srv/app" ];
}
