let
  http = port: "127.0.0.1:${toString port}:80";
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = {
    image = "docker.io/library/nginx:1.27";
    podman.user = "web";
    ports = [ (http 80) ];
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
