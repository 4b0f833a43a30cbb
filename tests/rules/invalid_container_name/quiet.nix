{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      x.image = "docker.io/library/nginx:1.27";
      "9.web_site-1".image = "docker.io/library/nginx:1.27";
    };
  };
}
