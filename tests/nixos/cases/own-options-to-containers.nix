{ lib, config, ... }:
let cfg = config.stack; in
{
  options.stack = {
    enable = lib.mkEnableOption "the stack";
    domain = lib.mkOption { type = lib.types.str; default = "lan"; };
    apps = lib.mkOption {
      default = { };
      type = lib.types.attrsOf (lib.types.submodule ({ name, config, ... }: {
        options = {
          image = lib.mkOption { type = lib.types.str; default = "${name}:latest"; };
          port = lib.mkOption { type = lib.types.port; };
          host = lib.mkOption { type = lib.types.str; default = "${name}.${cfg.domain}"; };
          env = lib.mkOption { type = lib.types.attrsOf (lib.types.oneOf [ lib.types.str lib.types.int lib.types.bool ]); default = { }; };
          url = lib.mkOption { type = lib.types.str; readOnly = true; default = "https://${config.host}:${toString config.port}"; };
        };
      }));
    };
  };
  config = lib.mkIf cfg.enable {
    virtualisation.oci-containers.containers = lib.mapAttrs (n: a: {
      inherit (a) image;
      ports = [ "127.0.0.1:${toString a.port}:80" ];
      environment = lib.mapAttrs (_: v: if builtins.isBool v then lib.boolToString v else toString v) a.env // { URL = a.url; };
    }) cfg.apps;
  };
  imports = [{
    stack = { enable = true; domain = "example.org"; apps = { wiki = { port = 8001; env = { DEBUG = true; WORKERS = 4; NAME = "w"; }; }; git = { port = 8002; image = "gitea:1"; }; }; };
  }];
}
