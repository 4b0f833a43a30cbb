{ lib, ... }:
let
  socket = "/var/run/docker.sock";
in
{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    volumes = [ "${socket}:${socket}" ];
  };
}
