# A module of NixOS declares the user and the unit, and what they have.
{ config, ... }:
{
  services.home-assistant.enable = true;
  systemd.services.home-assistant.after = [ "podman-web.service" ];
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environment = {
      HASS_HOME = config.users.users.hass.home;
      HASS_USER = config.systemd.services.home-assistant.serviceConfig.User;
    };
  };
}
