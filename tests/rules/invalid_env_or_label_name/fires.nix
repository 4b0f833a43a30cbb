{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          "LOG LEVEL" = "info";
          "1ST" = "a";
          "A=B" = "c";
          "discovery.type" = "single-node";
        };
        labels."" = "x";
      };
    };
  };
}
