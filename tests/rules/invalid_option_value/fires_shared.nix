# The number has a name of its own, and is right elsewhere.
let
  port = 8080;
in
{
  networking.firewall.allowedTCPPorts = [ port ];
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environment.PORT = port;
    environment.DEBUG = true;
    labels.level = 3;
  };
}
