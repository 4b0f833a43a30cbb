# What other services keep their data in. systemd takes them for started when their health check says so.
{ lib, ... }:

let
  healthy = command: {
    podman.sdnotify = "healthy";
    extraOptions = [
      "--health-cmd=${command}"
      "--health-interval=10s"
      "--health-retries=5"
    ];
    networks = [ "data" ];
  };
in
{
  homelab.services = {
    postgres = {
      image = "docker.io/library/postgres:17.6";
      volumes.data = "/var/lib/postgresql/data";
      secrets = [ "postgres" ];
      container = healthy "pg_isready -U postgres" // {
        environment.POSTGRES_DB = "apps";
      };
    };
    redis = {
      image = "docker.io/library/redis:8.2-alpine";
      volumes.data = "/data";
      container = healthy "redis-cli ping" // {
        cmd = [ "redis-server" "--save" "60" "1" ];
      };
    };
  };

  # A database may take a while to write everything down.
  systemd.services.podman-postgres.serviceConfig.TimeoutStopSec = lib.mkForce 300;
}
