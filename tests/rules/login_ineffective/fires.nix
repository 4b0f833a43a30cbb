{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      part = {
        image = "ghcr.io/me/app:1";
        login = {
          username = "me";
          passwordFile = "/run/secrets/ghcr";
        };
      };
      other = {
        image = "ghcr.io/me/app:1";
        login = {
          registry = "https://quay.io";
          username = "me";
          passwordFile = "/run/secrets/quay";
        };
      };
      never = {
        image = "ghcr.io/me/app:1";
        pull = "never";
        login = {
          registry = "ghcr.io";
          username = "me";
          passwordFile = "/run/secrets/ghcr";
        };
      };
    };
  };
}
