{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        volumes = [ "/tank/media:/media" "/usb:/usb" ];
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
