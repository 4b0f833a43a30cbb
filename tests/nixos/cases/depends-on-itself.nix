{
  virtualisation.oci-containers.containers.loop = { image = "l"; dependsOn = [ "loop" ]; };
}
