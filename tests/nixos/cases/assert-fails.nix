let port = 70000; in
{
  virtualisation.oci-containers.containers.a = { image = "x"; ports = assert port < 65536; [ "${toString port}:80" ]; };
}
