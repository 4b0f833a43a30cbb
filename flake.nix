{
  description = "Reads NixOS configurations without Nix: checks oci-containers and derives the exact systemd units";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forAll = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in
    {
      packages = forAll (pkgs: rec {
        ocinix = pkgs.callPackage ./nix/package.nix { };
        default = ocinix;
      });
      overlays.default = final: _: { ocinix = final.callPackage ./nix/package.nix { }; };
      nixosModules = {
        default = ./nix/module.nix;
        generate = ./nix/module.nix;
        verify = ./nix/verify.nix;
      };
      devShells = forAll (pkgs: {
        default = pkgs.mkShell { packages = [ pkgs.cargo pkgs.rustc pkgs.clippy pkgs.rustfmt ]; };
      });
      formatter = forAll (pkgs: pkgs.nixfmt-rfc-style);
      checks = forAll (pkgs: {
        package = self.packages.${pkgs.stdenv.hostPlatform.system}.default;
      });
    };
}
