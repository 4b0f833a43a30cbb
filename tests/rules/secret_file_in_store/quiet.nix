{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environmentFiles = [ "/run/secrets/web.env" "/etc/web.env" ];
      };
    };
  };
}
