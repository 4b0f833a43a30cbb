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

  systemd.services = {
    podman-postgres.serviceConfig = {
      # A database that does not come up must not block a switch for ever.
      TimeoutStartSec = lib.mkForce 300;
      # It may take a while to write everything down.
      TimeoutStopSec = lib.mkForce 300;
    };
    podman-redis.serviceConfig.TimeoutStartSec = lib.mkForce 120;
  };
}
