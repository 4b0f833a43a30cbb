{ lib, ... }: {
  nixpkgs.hostPlatform = "aarch64-linux";
  time.timeZone = "UTC";

  fleet.services = lib.genAttrs [ "broker" "bridge" ] (name: {
    image = {
      broker = "docker.io/library/eclipse-mosquitto:2.0.22";
      bridge = "ghcr.io/koenkk/zigbee2mqtt:2.7.0";
    }.${name};
    mounts.data = if name == "broker" then "/mosquitto/data" else "/app/data";
  }) // {
    # Kept for the next device.
    camera = {
      enable = false;
      image = "ghcr.io/blakeblackshear/frigate:0.16.2";
    };
  };

  virtualisation.oci-containers.containers.bridge = {
    dependsOn = [ "broker" ];
    devices = [ "/dev/serial/by-id/usb-zigbee:/dev/ttyACM0" ];
  };
}
