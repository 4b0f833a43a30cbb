{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/srv/cache:/cache" "/tank/x:/x" "/var/lib/app:/a" "/opt/b:/b" "name:/c" ];
      };
    };
  };
  systemd.tmpfiles.rules = [ "d /srv/cache 0750 root root -" ];
  fileSystems."/tank" = {
    device = "/dev/sdb1";
    fsType = "ext4";
  };
  systemd.services.app = {
    script = "mkdir -p /opt/b";
    serviceConfig.StateDirectory = "app";
  };
}
