# A file argument narrows the report, not the evaluation.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.11";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./modules/a.nix ./modules/b.nix ]; };
  };
}
