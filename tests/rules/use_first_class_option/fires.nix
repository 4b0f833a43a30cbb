{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        hostname = "web";
        environment.A = "1";
        networks = [ "web" ];
        extraOptions = [
          "--network=db"
          "--device"
          "/dev/dri"
          "-e"
          "B=2"
          "--env=A=3"
          "--hostname=other"
          "--cap-add=NET_ADMIN"
          "--privileged"
          "--log-level=debug"
        ];
      };
      bare = {
        image = "docker.io/library/nginx:1.27";
        extraOptions = [ "-v=/srv/a:/a" "--user=1000" ];
      };
    };
  };
}
