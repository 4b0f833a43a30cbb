# Two disks: the system, and one for what the services keep.
{
  boot.loader.systemd-boot.enable = true;
  boot.loader.efi.canTouchEfiVariables = true;

  fileSystems."/" = {
    device = "/dev/disk/by-label/nixos";
    fsType = "ext4";
  };
  fileSystems."/boot" = {
    device = "/dev/disk/by-label/boot";
    fsType = "vfat";
  };
  fileSystems."/srv" = {
    device = "/dev/disk/by-label/srv";
    fsType = "btrfs";
    options = [ "compress=zstd" "noatime" ];
  };
}
