{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "8080-8082:8080-8082" "9000:80" ];
    };
  };
  networking.firewall = {
    allowedTCPPortRanges = [ { from = 8000; to = 8100; } ];
    allowedTCPPorts = [ 9000 ];
  };
}
