{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
      digest = {
        image = "docker.io/library/nginx:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000";
      };
      port = {
        image = "registry:5000/nginx:1";
      };
    };
  };
}
