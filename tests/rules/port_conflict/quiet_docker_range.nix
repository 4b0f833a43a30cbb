# Of several host ports for one of the container, docker takes one that is free.
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      aa = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:8000-8010:80" ];
      };
      bb = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "127.0.0.1:8000-8010:80" ];
      };
    };
  };
}
