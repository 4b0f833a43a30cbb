# Networks that containers share. Podman makes none by itself: a unit makes each once, before its first user starts.
{ config, lib, pkgs, ... }:

let
  networks = [ "proxy" "data" ];
  users = network:
    lib.filter
      (name: lib.elem network config.virtualisation.oci-containers.containers.${name}.networks)
      (lib.attrNames config.virtualisation.oci-containers.containers);
  unitOf = name: "${config.virtualisation.oci-containers.containers.${name}.serviceName}.service";
in
{
  systemd.services = lib.listToAttrs (map
    (network: lib.nameValuePair "podman-network-${network}" {
      description = "Podman network ${network}";
      wantedBy = [ "multi-user.target" ];
      before = map unitOf (users network);
      requiredBy = map unitOf (users network);
      path = [ config.virtualisation.podman.package ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
      };
      script = ''
        podman network exists ${network} || podman network create ${network}
      '';
      preStop = "podman network rm -f ${network}";
    })
    networks);
}
