{ lib, ... }:
{
  virtualisation.oci-containers.containers.net = {
    image = "net";
    networks = lib.mkMerge [ [ "front" "back" ] (lib.mkBefore [ "back" ]) (lib.mkAfter [ "front:ip=10.0.0.5" "front" ]) ];
  };
}
