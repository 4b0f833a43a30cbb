let
  wait = on: { dependsOn = [ on ]; };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.db = {
      image = "docker.io/library/postgres:17";
      serviceName = "postgres";
    };
    containers.web = { image = "docker.io/library/nginx:1.27"; } // wait "db";
  };
  systemd.services.postgres.after = [ "podman-web.service" ];
}
