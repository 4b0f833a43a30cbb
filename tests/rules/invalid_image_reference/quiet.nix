{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      short.image = "nginx";
      dind.image = "docker:dind";
      port.image = "registry.example:5000/team/app:v1.0_2";
      host.image = "HOST:5000/app";
      transport.image = "docker://docker.io/library/nginx:1.27";
      archive.image = "docker-archive:/var/lib/images/app.tar";
      digest.image =
        "nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    };
  };
}
