{ pkgs, ... }:
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn.image = "docker.io/library/nginx:1.27";
      target = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:${pkgs.hello.vpn}" ];
      };
      order = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:vpn" ];
        dependsOn = [ pkgs.hello.vpn ];
      };
      made = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:infra" ];
      };
    };
  };
  systemd.services.infra.serviceConfig.ExecStart = pkgs.hello.start;
}
