{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.a = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "b" "c" ];
    };
    containers.b = {
      image = "docker.io/library/nginx:1.27";
      dependsOn = [ "c" ];
    };
    containers.c.image = "docker.io/library/nginx:1.27";
  };
  # Without `after` this is no order.
  systemd.services.podman-c.requires = [ "podman-a.service" ];
}
