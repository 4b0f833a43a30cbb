{ lib, ... }:
{
  virtualisation.oci-containers.containers.app = {
    image = "docker.io/library/python:3.13";
    cmd = lib.splitString " " "python migrate.py > /dev/null";
  };
}
