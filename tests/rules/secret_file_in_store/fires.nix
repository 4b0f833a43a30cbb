{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        environmentFiles = [ (pkgs.writeText "secrets.env" "TOKEN=x") ];
        login = {
          registry = "docker.io";
          username = "me";
          passwordFile = "/nix/store/00000000000000000000000000000000-password";
        };
      };
    };
  };
}
