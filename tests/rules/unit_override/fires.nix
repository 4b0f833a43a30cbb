{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
      db = {
        image = "docker.io/library/nginx:1.27";
        serviceName = "database";
      };
    };
  };
  systemd.services = {
    docker-web.serviceConfig.RestartSec = "5s";
    podman-db.after = [ "x.service" ];
    podman-wep.after = [ "x.service" ];
  };
}
