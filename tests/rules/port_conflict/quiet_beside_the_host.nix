# Containers on a macvlan have addresses of their own.
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
        ports = [ "80:80" ];
        networks = [ "lan" ];
      };
    };
  };
  systemd.services.lan.script = "docker network create -d macvlan -o parent=eth0 lan";
}
