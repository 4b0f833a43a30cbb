# nixos: 24.11
# Until 25.05 the entry is only the end of a unit's name, so that another unit can be meant.
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "network-web" ];
    };
  };
  systemd.services.podman-network-web.script = "podman network create --ignore web";
}
