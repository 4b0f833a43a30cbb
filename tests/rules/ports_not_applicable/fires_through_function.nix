let
  onHost = module: module // { extraOptions = [ "--network=host" ]; };
in
{
  virtualisation.oci-containers.backend = "podman";
  virtualisation.oci-containers.containers.web = onHost {
    image = "docker.io/library/nginx:1.27";
    ports = [ "127.0.0.1:8080:80" ];
  };
}
