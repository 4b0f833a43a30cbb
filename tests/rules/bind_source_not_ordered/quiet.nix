{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/tank/media:/media" ];
      };
      local = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/data/x:/x" ];
      };
    };
  };
  fileSystems."/tank" = {
    device = "nas:/tank";
    fsType = "nfs";
  };
  fileSystems."/usb" = {
    device = "/dev/sdb1";
    fsType = "ext4";
    options = [ "nofail" ];
  };
  fileSystems."/data" = {
    device = "/dev/sdc1";
    fsType = "ext4";
  };
  systemd.services.podman-web.unitConfig.RequiresMountsFor = [ "/tank" ];
}
