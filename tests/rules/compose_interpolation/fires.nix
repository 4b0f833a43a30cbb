{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "\${PORT}:5432" ];
        volumes = [ "$HOME/db:/var/lib/postgresql/data" ];
        environment = {
          POSTGRES_PASSWORD = "\${DB_PASSWORD}";
          POSTGRES_USER = "$DB_USER";
          URL = "http://\${HOST}/x";
        };
        labels.domain = "\${DOMAIN:-example.org}";
      };
    };
  };
}
