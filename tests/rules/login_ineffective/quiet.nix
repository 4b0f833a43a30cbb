{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      all = {
        image = "ghcr.io/me/app:1";
        login = {
          registry = "https://ghcr.io/v2";
          username = "me";
          passwordFile = "/run/secrets/ghcr";
        };
      };
      hub = {
        image = "docker.io/library/nginx:1.27";
        login = {
          registry = "index.docker.io";
          username = "me";
          passwordFile = "/run/secrets/hub";
        };
      };
      none = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
}
