let
  worker = name: {
    image = "docker.io/library/python:3.13";
    entrypoint = "celery -A ${name} worker";
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.worker = worker "app";
}
