{
  virtualisation.oci-containers.containers.a = {
    image = "x"
    ports = [ "80:80" ];
  };
}
