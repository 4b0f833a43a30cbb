{ pkgs, lib, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      unit = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "script" "exec:alias=x" "activated" "before" "listed" ];
      };
      words = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "podman" ];
      };
      host = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
      };
      rootless = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        networks = [ "by-hand" "own" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    autoSubUidGidRange = true;
  };
  systemd.services = {
    make-script.script = ''
      ${pkgs.podman}/bin/podman network exists script || ${pkgs.podman}/bin/podman network create script
    '';
    make-exec.serviceConfig.ExecStart = "${lib.getExe pkgs.podman} network create --ignore exec";
    podman-unit.serviceConfig.ExecStartPre = [ "-${pkgs.podman}/bin/podman network create before" ];
    make-listed.script = lib.concatMapStringsSep "\n" (n: "podman network create ${n}") [ "listed" ];
    own = {
      serviceConfig.User = "web";
      script = "podman network create --ignore own";
    };
  };
  system.activationScripts.network.text = "podman network create --ignore activated";
}
