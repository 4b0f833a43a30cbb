# Docker publishes on this address unless told otherwise.
{
  virtualisation.docker.daemon.settings.ip = "127.0.0.1";
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "8080:80" ];
    };
  };
}
