{
  virtualisation.oci-containers.containers = {
    web = { image = "w"; dependsOn = [ "cache" "db" "cache" ]; };
    db.image = "d"; cache.image = "c";
  };
  imports = [ { virtualisation.oci-containers.containers.web.dependsOn = [ "db" ]; } ];
}
