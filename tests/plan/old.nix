# Before: new.nix is what it becomes.
{
  system.stateVersion = "26.05";
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    web = {
      image = "docker.io/library/nginx:1.27";
      ports = [ "8080:80" ];
      environment = { TZ = "UTC"; LEVEL = "info"; };
      volumes = [ "/srv/web:/usr/share/nginx/html:ro" ];
      dependsOn = [ "db" ];
      extraOptions = [ "--memory=1g" ];
    };
    app = { image = "ghcr.io/me/app:1"; dependsOn = [ "db" ]; };
    db = { image = "docker.io/library/postgres:17"; volumes = [ "/srv/db:/var/lib/postgresql/data" ]; };
    gone = { image = "docker.io/library/busybox:1"; ports = [ "127.0.0.1:9000:9000" ]; };
    cache = {
      image = "docker.io/library/redis:8";
      volumes = [ "/srv/cache:/data" ];
      labels = { a = "1"; b = "2"; };
      ports = [ "127.0.0.1:6379:6379" ];
      environment = { X = "1"; Y = "2"; };
    };
    same.image = "docker.io/library/alpine:3";
    quiet.image = "docker.io/library/alpine:3";
    steady.image = "docker.io/library/alpine:3";
    named.image = "docker.io/library/alpine:3";
  };
  systemd.services.podman-db.preStart = "mkdir -p /srv/db";
}
