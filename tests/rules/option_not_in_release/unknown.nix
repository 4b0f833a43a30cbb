# Without a release the newest is assumed, which has every option.
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      autoRemoveOnStop = false;
    };
  };
}
