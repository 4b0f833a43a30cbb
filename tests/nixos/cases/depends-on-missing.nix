{
  virtualisation.oci-containers.containers.web = { image = "w"; dependsOn = [ "redis" "rediss" ]; };
  virtualisation.oci-containers.containers.redis.image = "r";
}
