# A condition that depends on a neighbour of what it guards is no recursion.
{
  flake.modules.nixos.web = { config, lib, ... }: {
    config = lib.mkIf config.services.openssh.enable { services.openssh.settings.X11Forwarding = false; };
  };
}
