{ lib, ... }:
{
  docker-containers = lib.genAttrs [ "one" "two" ] (_: { image = "docker.io/library/nginx:1.27"; });
}
