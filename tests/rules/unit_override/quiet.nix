{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
      };
    };
  };
  systemd.services = {
    podman-web.serviceConfig.RestartSec = "5s";
    docker-web.script = "exec sleep 5";
    podman-network-web = {
      script = "podman network create --ignore web";
    };
    podman-prune.after = [ "x.service" ];
  };
}
