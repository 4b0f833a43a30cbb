{
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.keep = { image = "keep"; autoRemoveOnStop = false; privileged = true; autoStart = false; };
}
