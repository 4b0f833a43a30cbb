{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "db" ];
        ports = [ "127.0.0.1:80:80" ];
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        autoStart = false;
        extraOptions = [ "--publish=127.0.0.1:80:80" ];
      };
    };
  };
}
