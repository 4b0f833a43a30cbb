let
  as = user: container: container // { podman.user = user; };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    web = as "app" { image = "docker.io/library/nginx:1.27"; };
    api = as "app" { image = "docker.io/library/httpd:2.4"; };
    db = as "data base" { image = "docker.io/library/postgres:17"; };
  };
}
