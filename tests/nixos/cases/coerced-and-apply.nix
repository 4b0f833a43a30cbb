{ lib, config, ... }:
{
  options.expose = lib.mkOption {
    type = lib.types.listOf (lib.types.coercedTo lib.types.port (p: "${toString p}:${toString p}") lib.types.str);
    default = [ ];
    apply = l: lib.unique (map (s: "127.0.0.1:" + s) l);
  };
  config.expose = [ 80 "443:8443" 80 ];
  config.virtualisation.oci-containers.containers.a = { image = "x"; ports = config.expose; };
}
