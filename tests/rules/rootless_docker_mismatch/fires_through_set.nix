let
  rootless = {
    enable = true;
    setSocketVariable = true;
  };
in
{
  virtualisation.docker = { inherit rootless; };
  virtualisation.oci-containers.backend = "docker";
  virtualisation.oci-containers.containers.web.image = "docker.io/library/nginx:1.27";
}
