{ config, ... }:
{
  virtualisation.oci-containers.containers.a = {
    image = "x:1";
    ports = [ "a:b:c:d:e" ];
    environment.NAME = config.networking.hostName;
  };
}
