{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      upper.image = "ghcr.io/Example/App:1";
      url.image = "https://ghcr.io/example/app";
      tag.image = "nginx:";
      digest.image = "nginx@sha256:0123";
      transport.image = "docker://nginx";
      empty.image = "";
    };
  };
}
