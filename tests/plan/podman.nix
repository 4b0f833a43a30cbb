# Ports of every reach, secrets of every kind, and values that only Nix knows.
{ pkgs, ... }:

let
  secrets = import (builtins.fetchTarball "https://example.org/secrets.tar.gz");
in
{
  networking.firewall.allowedTCPPorts = [ 8443 ];
  users.users.app = {
    isSystemUser = true;
    uid = 900;
    group = "app";
    linger = true;
    autoSubUidGidRange = true;
    home = "/var/lib/app";
    createHome = true;
  };
  users.groups.app = { };

  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers = {
    rootful = {
      image = "docker.io/library/nginx:1.27@sha256:648a4c57c6d358648a4c57c6d358648a4c57c6d358648a4c57c6d358648a4c57";
      ports = [ "8080:80" "127.0.0.1:8081:81/udp" "[::1]:82:82" "192.168.1.2:83:83" "84" "9000-9002:9000-9002" ];
      dependsOn = [ "rootless" ];
    };
    rootless = {
      image = "docker.io/library/redis:8";
      ports = [ "8443:443" "9443:443" "192.168.1.2:9444:444" ];
      podman = { user = "app"; sdnotify = "healthy"; };
      volumes = [ "data:/data" "/run/secrets/key:/key:ro" ];
      extraOptions = [ "--secret=token,type=env" ];
    };
    half-known = {
      image = "registry.lan/app:${secrets.tag}";
      ports = [ "127.0.0.1:${secrets.port}:80" "${secrets.port}:81" ];
      environmentFiles = [ secrets.file "${pkgs.hello}/env" ];
      podman.sdnotify = "container";
    };
    beside = {
      image = "docker.io/library/alpine:3";
      networks = [ "host" ];
      ports = [ "80:80" ];
      login = { username = "me"; passwordFile = "/run/agenix/registry"; registry = "docker.io"; };
    };
    inside = {
      image = "docker.io/library/alpine:3";
      extraOptions = [ "--network=container:rootful" ];
    };
    open-list = {
      image = "docker.io/library/alpine:3";
      ports = [ "85:85" ] ++ secrets.ports;
    };
  };
}
