{
  virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
  systemd.services.docker-web.after = [ "zfs.target" ];
}
