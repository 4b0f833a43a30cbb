{ lib, ... }:
let
  base = [ "/srv/a:/data" ];
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    volumes = base ++ [ "/srv/b:/data:ro" ];
  };
}
