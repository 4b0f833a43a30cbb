{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      serviceName = "podman-web";
    };
    containers.services = {
      image = "docker.io/library/nginx:1.27";
      serviceName = "my.services";
    };
  };
  systemd.services.podman-web.after = [ "zfs.target" ];
}
