{ config, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "${config.services.mine.dir}:/media" ];
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
}
