# The only container with ports open to the network: it sends requests to the others by their labels.
{ config, ... }:

{
  homelab.services.traefik = {
    image = "docker.io/library/traefik:v3.5.3";
    volumes.acme = "/acme";
    secrets = [ "traefik" ];
    container = {
      ports = [ "80:80" "443:443" ];
      networks = [ "proxy" ];
      # ocinix: allow OCI306 Traefik asks podman which containers there are
      volumes = [ "/run/podman/podman.sock:/var/run/docker.sock:ro" ];
      cmd = [
        "--providers.docker=true"
        "--providers.docker.exposedbydefault=false"
        "--entrypoints.web.address=:80"
        "--entrypoints.websecure.address=:443"
        "--certificatesresolvers.le.acme.storage=/acme/acme.json"
      ];
    };
  };

  virtualisation.podman.dockerSocket.enable = true;

  systemd.services.podman-traefik = {
    after = [ "podman.socket" ];
    wants = [ "podman.socket" ];
  };
}
