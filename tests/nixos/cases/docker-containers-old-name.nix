{
  docker-containers.old = { image = "old:1"; extraDockerOptions = [ "--network=host" ]; ports = [ "1:1" ]; };
}
