# After: a field of every kind differs from old.nix.
{
  system.stateVersion = "26.05";
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    web = {
      image = "docker.io/library/nginx:1.29";
      ports = [ "127.0.0.1:8080:80" "443:443" ];
      environment = { TZ = "Europe/Lisbon"; EXTRA = "it's"; };
      volumes = [ "/srv/web:/usr/share/nginx/html:ro" "/srv/cache:/cache" ];
      dependsOn = [ "db" "store" ];
      cmd = [ "nginx" "-g" "daemon off;" ];
      networks = [ "proxy" ];
    };
    app = { image = "ghcr.io/me/app:1"; dependsOn = [ "db" ]; };
    db = { image = "docker.io/library/postgres:17"; volumes = [ "/srv/db:/var/lib/postgresql/data" ]; };
    fresh = { image = "docker.io/library/httpd:2.4"; ports = [ "8081:80" ]; };
    manual = { image = "docker.io/library/alpine:3"; autoStart = false; };
    store = {
      image = "docker.io/library/redis:8";
      volumes = [ "/srv/cache:/data" ];
      labels = { a = "1"; b = "2"; };
      ports = [ "127.0.0.1:6379:6379" ];
      environment = { X = "1"; Y = "3"; };
    };
    same.image = "docker.io/library/alpine:3";
    quiet.image = "docker.io/library/alpine:3";
    steady.image = "docker.io/library/alpine:3.22";
    named = { image = "docker.io/library/alpine:3"; serviceName = "alpine"; };
  };
  systemd.services.podman-db.preStart = "mkdir -p /srv/db\nchmod 700 /srv/db";
  systemd.services.podman-quiet.description = "A quiet one";
  systemd.services.podman-steady.restartIfChanged = false;
}
