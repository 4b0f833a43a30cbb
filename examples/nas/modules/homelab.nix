# One option set for what all services here have in common: `homelab.services.NAME` becomes a container behind the
# proxy, with its data below one folder.
{ config, lib, ... }:

let
  cfg = config.homelab;

  service = { name, config, ... }: {
    options = {
      enable = lib.mkEnableOption "the service" // { default = true; };
      image = lib.mkOption {
        type = lib.types.str;
        description = "Image with its tag.";
      };
      port = lib.mkOption {
        type = lib.types.nullOr lib.types.port;
        default = null;
        description = "Port that the proxy sends requests to.";
      };
      host = lib.mkOption {
        type = lib.types.str;
        default = name;
        description = "Name below the domain.";
      };
      volumes = lib.mkOption {
        type = lib.types.attrsOf lib.types.str;
        default = { };
        description = "Folder below the data folder, and where the container sees it.";
      };
      secrets = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        description = "Names of environment files below /run/secrets.";
      };
      container = lib.mkOption {
        type = lib.types.attrs;
        default = { };
        description = "Anything else that the container needs.";
      };
    };
  };

  labels = s: lib.optionalAttrs (s.port != null) {
    "traefik.enable" = "true";
    "traefik.http.routers.${s.host}.rule" = "Host(`${s.host}.${cfg.domain}`)";
    "traefik.http.routers.${s.host}.entrypoints" = "websecure";
    "traefik.http.services.${s.host}.loadbalancer.server.port" = toString s.port;
  };

  container = name: s: lib.mkMerge [
    {
      inherit (s) image;
      environment.TZ = config.time.timeZone;
      environmentFiles = map (secret: "/run/secrets/${secret}.env") s.secrets;
      volumes = lib.mapAttrsToList (folder: target: "${cfg.dataDir}/${name}/${folder}:${target}") s.volumes;
      networks = lib.optional (s.port != null) "proxy";
      labels = labels s;
    }
    s.container
  ];
  enabled = lib.filterAttrs (_: s: s.enable) cfg.services;
in
{
  options.homelab = {
    domain = lib.mkOption {
      type = lib.types.str;
      description = "Domain of all services.";
    };
    dataDir = lib.mkOption {
      type = lib.types.path;
      description = "Folder for what the services keep.";
    };
    services = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule service);
      default = { };
      description = "Services in containers.";
    };
  };

  config = {
    virtualisation.oci-containers.containers = lib.mapAttrs container enabled;
    systemd.tmpfiles.rules = lib.concatLists (lib.mapAttrsToList
      (name: s: map (folder: "d ${cfg.dataDir}/${name}/${folder} 0750 root root -") (lib.attrNames s.volumes))
      enabled);
    assertions = [
      {
        assertion = lib.allUnique (lib.mapAttrsToList (_: s: s.host) enabled);
        message = "two services of the homelab have one host name";
      }
    ];
  };
}
