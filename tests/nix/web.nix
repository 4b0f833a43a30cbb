{ pkgs, ... }:
{
  virtualisation.oci-containers.containers.web = {
    image = "registry.example.org/web:1";
    volumes = [ "${pkgs.hello}/share:/hello:ro" "/srv/a b:/data" ];
    environment.MODE = "it's on";
  };
}
