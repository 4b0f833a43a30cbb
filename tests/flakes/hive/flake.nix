# Nodes of colmena, without `nixosConfigurations`.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs =
    { nixpkgs, ... }:
    {
      colmena = {
        meta = {
          nixpkgs = import nixpkgs { system = "x86_64-linux"; };
          specialArgs.port = 9000;
        };
        defaults = { lib, ... }: {
          virtualisation.oci-containers.backend = lib.mkDefault "docker";
        };
        one = { name, port, ... }: {
          deployment.targetHost = "one.example.org";
          virtualisation.oci-containers.containers.${name} = {
            image = "x:1";
            ports = [ "${toString port}:80" "bad" ];
          };
        };
        two = { };
      };
    };
}
