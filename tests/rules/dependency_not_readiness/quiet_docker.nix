{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      db = {
        image = "docker.io/library/postgres:17";
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "db" ];
      };
    };
  };
}
