{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      "web:blog".image = "docker.io/library/nginx:1.27";
      "_hidden".image = "docker.io/library/nginx:1.27";
    };
  };
}
