# No host imports this module: it is checked on its own.
{
  virtualisation.oci-containers.containers.later = {
    image = "x:1";
    ports = [ "99999:1" ];
  };
}
