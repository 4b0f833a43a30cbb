{ config, inputs, lib, withSystem, ... }:
{
  options.hosts = lib.mkOption {
    type = lib.types.attrsOf (lib.types.submodule { options.modules = lib.mkOption { type = lib.types.listOf lib.types.str; }; });
    default = { };
  };
  config.hosts.nas.modules = [ "web" "secrets" ];
  config.flake.nixosConfigurations = lib.mapAttrs (
    name: host:
    withSystem "x86_64-linux" (
      { pkgs, self', ... }:
      inputs.nixpkgs.lib.nixosSystem {
        specialArgs = { inherit inputs self'; };
        modules = map (m: config.flake.modules.nixos.${m}) host.modules ++ [
          { networking.hostName = name; nixpkgs.hostPlatform = "x86_64-linux"; }
        ];
      }
    )
  ) config.hosts;
}
