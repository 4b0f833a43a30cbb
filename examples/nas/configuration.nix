# A home server: a dozen services in containers, some of them rootless.
{ config, lib, pkgs, ... }:

{
  imports = [
    ./hardware.nix
    ./users.nix
    ./networks.nix
    ./modules/homelab.nix
    ./services
  ];

  system.stateVersion = "25.05";
  networking.hostName = "nas";
  time.timeZone = "Europe/Lisbon";

  virtualisation.oci-containers.backend = "podman";
  virtualisation.podman = {
    autoPrune.enable = true;
    defaultNetwork.settings.dns_enabled = true;
  };

  homelab = {
    domain = "home.example.net";
    dataDir = "/srv/containers";
  };

  networking.firewall.allowedTCPPorts = [ 80 443 ];

  environment.systemPackages = [ pkgs.podman-compose ];
}
