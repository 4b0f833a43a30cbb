let
  isolated = [ "--userns=auto:size=4096" ];
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    extraOptions = isolated;
  };
}
