{ lib, ... }:
let
  env = name: builtins.toFile "${name}.env" "A=1";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    environmentFiles = [ (env "web") ];
  };
}
