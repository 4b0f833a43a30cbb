{
  virtualisation.oci-containers.containers.a.image = "x";
  systemd.services.podman-a.enableDefaultPath = false;
}
