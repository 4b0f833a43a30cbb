{ lib, ... }:
let
  gpu.extraOptions = [ "--gpus" "all" ];
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    inherit (gpu) extraOptions;
  };
}
