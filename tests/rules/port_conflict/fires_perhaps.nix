# Nobody says of which kind the network is.
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "80:80" ];
        networks = [ "lan" ];
      };
      api = {
        image = "docker.io/library/nginx:1.27";
        ports = [ "80:80" "0.0.0.0:81:81" "[::]:81:81" ];
        networks = [ "lan" ];
      };
    };
  };
}
