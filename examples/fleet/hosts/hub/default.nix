{ pkgs, ... }: {
  nixpkgs.hostPlatform = "x86_64-linux";

  fleet.services = {
    db = {
      image = "docker.io/library/postgres:17.6";
      health = "pg_isready";
      mounts.data = "/var/lib/postgresql/data";
      secret = true;
    };
    forge = {
      image = "codeberg.org/forgejo/forgejo:13.0.3-rootless";
      uid = 2001;
      port = 3000;
      containerPort = 3000;
      health = "curl -fs http://localhost:3000/api/healthz";
      mounts = { data = "/var/lib/gitea"; config = "/etc/gitea"; };
      environment.FORGEJO__server__DOMAIN = "git.example.org";
      secret = true;
    };
  };

  services.nginx = {
    enable = true;
    virtualHosts."git.example.org".locations."/".proxyPass = "http://127.0.0.1:3000";
  };
  environment.systemPackages = [ pkgs.postgresql ];
}
