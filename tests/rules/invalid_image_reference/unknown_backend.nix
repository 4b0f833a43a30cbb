# world: open
{
  # Podman accepts this, docker does not.
  virtualisation.oci-containers.containers.web.image = "docker://docker.io/library/nginx:1.27";
}
