{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/srv/app:/data" "/srv/cache:/cache" "/srv/cache/sub:/sub" "/etc/x:/x" ];
      };
    };
  };
  systemd.tmpfiles.rules = [ "d /srv/cache 0750 root root -" ];
}
