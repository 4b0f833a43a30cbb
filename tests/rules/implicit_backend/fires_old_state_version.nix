{
  system.stateVersion = "21.11";
  virtualisation.podman.enable = true;
  virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
}
