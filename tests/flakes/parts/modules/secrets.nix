{ inputs, ... }:
{
  flake.modules.nixos.secrets = { config, lib, ... }: {
    imports = [ inputs.sops-nix.nixosModules.sops ];
    config = lib.mkIf (config.sops.secrets != { }) { sops.defaultSopsFile = ./secrets.yaml; };
  };
}
