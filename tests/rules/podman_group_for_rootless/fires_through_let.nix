let
  groups = [ "podman" ];
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    podman.user = "web";
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
    extraGroups = groups ++ [ "audio" ];
  };
}
