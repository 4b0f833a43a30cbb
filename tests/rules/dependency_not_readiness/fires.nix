{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      db = {
        image = "docker.io/library/postgres:17";
      };
      queue = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "--health-cmd=true" ];
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "db" "queue" ];
      };
    };
  };
}
