let port = 8080; in
{
  virtualisation.oci-containers.containers.a = { image = "x"; ports = [ "${port}:80" ]; };
}
