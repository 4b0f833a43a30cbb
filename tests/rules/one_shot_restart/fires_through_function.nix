# nixos: 25.11
let
  django = command: {
    image = "docker.io/library/python:3.13";
    cmd = [ "manage.py" ] ++ command;
  };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.job = django [ "migrate" ];
}
