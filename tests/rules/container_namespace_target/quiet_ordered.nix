# The order comes about through another container, through the unit, or the container is made by a script.
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      vpn.image = "docker.io/library/nginx:1.27";
      between = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "vpn" ];
      };
      app = {
        image = "docker.io/library/nginx:1.27";
        dependsOn = [ "between" ];
        networks = [ "container:vpn" ];
      };
      unit = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:vpn" ];
      };
      scripted = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "container:infra" ];
      };
    };
  };
  systemd.services.podman-unit.after = [ "podman-vpn.service" ];
  systemd.services.infra.script = "podman run --name infra docker.io/library/nginx:1.27";
}
