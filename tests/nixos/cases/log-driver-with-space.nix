{
  virtualisation.oci-containers.containers.talk.image = "talk";
  virtualisation.oci-containers.containers.talk.log-driver = "json-file --log-opt max-size=5m";
}
