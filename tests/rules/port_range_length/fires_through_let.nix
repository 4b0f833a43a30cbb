let
  range = from: to: "${toString from}-${toString to}";
in
{
  virtualisation.oci-containers = {
    backend = "docker";
    containers.turn = {
      image = "docker.io/coturn/coturn:4.6";
      ports = [ "${range 49152 49160}:${range 49152 49161}/udp" ];
    };
  };
}
