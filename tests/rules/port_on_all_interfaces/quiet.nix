{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        ports = [
          "127.0.0.1:8080:80"
          "0.0.0.0:8081:80"
          "443:443"
          "53:53/udp"
          "8000"
        ];
      };
    };
  };
  networking.firewall.allowedTCPPorts = [ 443 ];
  networking.firewall.allowedUDPPorts = [ 53 ];
}
