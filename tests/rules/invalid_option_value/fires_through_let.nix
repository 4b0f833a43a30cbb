let
  settings = {
    port = 8080;
    secret = ./password;
  };
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      environment.PORT = settings.port;
      autoStart = "yes";
    };
  };
}
