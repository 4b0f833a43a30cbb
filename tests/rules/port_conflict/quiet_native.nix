# Off, on other ports, on other addresses, or not said.
{
  services.openssh = {
    enable = true;
    listenAddresses = [ { addr = "10.0.0.1"; port = 22; } ];
  };
  services.postgresql = {
    enable = true;
    settings.port = 5433;
  };
  services.prometheus.enable = false;
  services.nginx = {
    enable = true;
    virtualHosts."example.org".listen = [ { addr = "10.0.0.1"; port = 80; } ];
  };
  services.grafana.enable = true;
  virtualisation.oci-containers = {
    backend = "podman";
    containers.git = {
      image = "docker.io/gitea/gitea:1.22";
      ports = [ "22:22" "5432:5432" "9090:9090" "80:80" "127.0.0.1:3000:3000" "3000:3000/udp" ];
    };
  };
}
