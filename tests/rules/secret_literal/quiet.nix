{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environment = {
          DB_PASSWORD_FILE = "/run/secrets/db";
          ALLOW_EMPTY_PASSWORD = "yes";
          TOKEN_LIFETIME = "1h";
          PUBLIC_KEY = "ssh-ed25519 AAAA";
          SECRET = "/run/secrets/x";
          URL = "https://example.org/a:b@c";
        };
      };
    };
  };
}
