let
  service = name: extra: { image = "ghcr.io/example/${name}:1"; } // extra;
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = service "web" { depends_on = [ "db" ]; };
    containers.db = service "db" { };
  };
}
