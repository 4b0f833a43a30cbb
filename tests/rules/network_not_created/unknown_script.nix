{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      networks = [ "front" ];
    };
  };
  systemd.services.setup.serviceConfig.ExecStart = pkgs.writeShellScript "setup" (builtins.readFile ./no-such-file);
}
