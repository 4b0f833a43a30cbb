# `fleet.services.NAME`: a container of its own user, ready when its health check says so.
{ config, lib, fleet, ... }:
let
  inherit (lib) types mkOption;
  cfg = config.fleet;
  enabled = lib.filterAttrs (_: service: service.enable) cfg.services;
  service = types.submodule ({ name, ... }: {
    options = {
      enable = lib.mkEnableOption "the service" // { default = true; };
      image = mkOption { type = types.str; };
      uid = mkOption {
        type = types.nullOr types.int;
        default = null;
        description = "Run it rootless, as a user of its own with this number.";
      };
      port = mkOption { type = types.nullOr types.port; default = null; };
      containerPort = mkOption { type = types.port; default = 8080; };
      health = mkOption { type = types.nullOr types.str; default = null; };
      state = mkOption { type = types.str; default = "/var/lib/${name}"; };
      mounts = mkOption { type = types.attrsOf types.str; default = { }; };
      needs = mkOption { type = types.listOf types.str; default = [ ]; };
      environment = mkOption { type = types.attrsOf types.str; default = { }; };
      secret = lib.mkEnableOption "variables from sops";
    };
  });
in
{
  options.fleet.services = mkOption { type = types.attrsOf service; default = { }; };

  config = {
    virtualisation.oci-containers.backend = "podman";

    virtualisation.oci-containers.containers = lib.mapAttrs
      (name: s: {
        inherit (s) image environment;
        dependsOn = s.needs;
        ports = lib.optional (s.port != null) (fleet.local s.port s.containerPort);
        volumes = lib.mapAttrsToList (below: target: "${s.state}/${below}:${target}") s.mounts;
        environmentFiles = lib.optional s.secret config.sops.secrets."${name}.env".path;
        extraOptions = lib.optionals (s.health != null) [ "--health-cmd=${s.health}" ];
        podman = {
          user = if s.uid == null then "root" else name;
          sdnotify = if s.health == null then "conmon" else "healthy";
        };
      })
      enabled;

    users = lib.mkMerge (lib.mapAttrsToList
      (name: s: lib.mkIf (s.uid != null) {
        users.${name} = {
          inherit (s) uid;
          isSystemUser = true;
          group = name;
          home = s.state;
          createHome = true;
          linger = true;
          autoSubUidGidRange = true;
        };
        groups.${name} = { };
      })
      enabled);

    sops.secrets = lib.mapAttrs'
      (name: s: lib.nameValuePair "${name}.env" {
        owner = if s.uid == null then "root" else name;
        restartUnits = [ "${config.virtualisation.oci-containers.containers.${name}.serviceName}.service" ];
      })
      (lib.filterAttrs (_: s: s.secret) enabled);

    systemd.tmpfiles.rules = lib.concatLists (lib.mapAttrsToList
      (name: s:
        let owner = if s.uid == null then "root root" else "${name} ${name}";
        in map (below: "d ${s.state}/${below} 0750 ${owner} -") (builtins.attrNames s.mounts))
      enabled);

    systemd.services = lib.mapAttrs'
      (name: s: lib.nameValuePair config.virtualisation.oci-containers.containers.${name}.serviceName {
        # A container that does not become healthy must not block a switch for ever.
        serviceConfig = lib.mkIf (s.health != null) { TimeoutStartSec = lib.mkForce 300; };
      })
      enabled;
  };
}
