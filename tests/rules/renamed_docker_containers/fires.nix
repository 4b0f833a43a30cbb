{
  docker-containers.web.image = "docker.io/library/nginx:1.27";
}
