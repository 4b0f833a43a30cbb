# A container of which some attributes are not known is not said to lack any.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.private.url = "git+ssh://git@example.org/me/private";
  outputs = { nixpkgs, private, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem {
      modules = [
        (
          { lib, ... }:
          {
            virtualisation.oci-containers.containers = {
              merged = private.container // { autoStart = false; };
              updated = lib.recursiveUpdate private.container { environment.A = "1"; };
              mapped = lib.mapAttrs (_: v: v) private.container;
              plain = { ports = [ "80:80" ]; };
            };
            systemd.services.helper = lib.mkIf (lib.elem "x" private.names) { vpn.enable = true; };
          }
        )
      ];
    };
  };
}
