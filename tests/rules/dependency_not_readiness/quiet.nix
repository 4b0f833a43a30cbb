{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db = {
        image = "docker.io/library/postgres:17";
        podman.sdnotify = "healthy";
        extraOptions = [ "--health-cmd=pg_isready" ];
      };
      cache = {
        image = "docker.io/library/nginx:1.27";
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "db" "cache" ];
      };
    };
  };
}
