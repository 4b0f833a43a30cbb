# Two hosts; what is shared comes through `lib.extend`, `specialArgs` and the flake itself.
{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    secrets.url = "git+ssh://git@example.org/me/secrets";
    files = {
      url = "github:someone/files";
      flake = false;
    };
  };
  outputs =
    { self, nixpkgs, secrets, ... }@inputs:
    let
      lib = nixpkgs.lib.extend (final: prev: { ports.web = 8080; });
    in
    {
      nixosModules.common = { time.timeZone = "Europe/Paris"; };
      nixosConfigurations = {
        nas = lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          modules = [
            ./nas.nix
            self.nixosModules.common
            secrets.nixosModules.default
          ];
        };
        pi = nixpkgs.lib.nixosSystem {
          modules = [
            ./pi.nix
            self.nixosModules.common
            { nixpkgs.hostPlatform = "aarch64-linux"; }
          ];
        };
      };
    };
}
