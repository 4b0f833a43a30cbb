{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/srv/a:/a" "data:/b" "$HOME/x:/c" ];
        extraOptions = [ "--mount=type=bind,src=/a,dst=/d" ];
      };
    };
  };
}
