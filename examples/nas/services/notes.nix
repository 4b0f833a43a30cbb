# Rootless as well; systemd knows it as `notes`.
{ config, ... }:

{
  virtualisation.oci-containers.containers.notes = {
    image = "docker.io/vikunja/vikunja:1.0.0";
    serviceName = "notes";
    podman.user = "notes";
    podman.sdnotify = "container";
    ports = [ "127.0.0.1:3456:3456" ];
    volumes = [ "${config.users.users.notes.home}/files:/app/vikunja/files" ];
    environment.VIKUNJA_SERVICE_PUBLICURL = "https://notes.${config.homelab.domain}";
    environmentFiles = [ "/run/secrets/vikunja.env" ];
    login = {
      registry = "docker.io";
      username = "ada";
      passwordFile = "/run/secrets/docker-hub";
    };
  };
}
