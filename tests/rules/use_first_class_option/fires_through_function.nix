{ lib, ... }:
let
  gpu = container: container // { extraOptions = [ "--device=/dev/dri" ]; };
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.web = gpu { image = "docker.io/library/nginx:1.27"; };
  };
}
