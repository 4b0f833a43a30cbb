{ config, inputs, lib, modulesPath, pkgs, ... }:
{
  imports = [ (modulesPath + "/profiles/qemu-guest.nix") ];
  system.stateVersion = "24.11";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/caddy:2.8";
    ports = [ "${toString lib.ports.web}:80" ];
    volumes = [
      "${inputs.self}/data:/data:ro"
      "${inputs.files}/www:/www:ro"
      "${./data}:/more:ro"
    ];
    environmentFiles = [ ./web.env ];
    environment = {
      TZ = config.time.timeZone;
      SYSTEM = pkgs.stdenv.hostPlatform.system;
      TOKEN = inputs.secrets.token;
    };
    enviroment.TYPO = "1";
  };
}
