{ inputs, ... }:
{
  imports = [ inputs.flake-parts.flakeModules.modules ];
  systems = [ "x86_64-linux" ];
  perSystem = { pkgs, self', inputs', system, ... }: {
    packages.hello = pkgs.writeShellScriptBin "hello" "echo ${system}";
    devShells.default = pkgs.mkShell { packages = [ self'.packages.hello ]; };
  };
}
