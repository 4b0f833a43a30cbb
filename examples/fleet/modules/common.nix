{ lib, pkgs, config, ... }: {
  system.stateVersion = "25.05";
  time.timeZone = lib.mkDefault "Europe/Oslo";
  networking.firewall.enable = true;
  virtualisation.podman.enable = true;
  sops.defaultSopsFile = ../secrets + "/${config.networking.hostName}.yaml";
  environment.systemPackages = [ pkgs.podman-tui ];
}
