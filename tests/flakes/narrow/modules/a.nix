{ lib, ... }: {
  options.tag = lib.mkOption { type = lib.types.str; };
  config.virtualisation.oci-containers.containers.a = { image = "x:1"; dependsOn = [ "b" "c" ]; };
}
