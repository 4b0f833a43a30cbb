let
  health = command: [
    "--health-cmd=${command}"
    "--health-on-failure=restart"
  ];
in
{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      extraOptions = health "curl -f http://localhost";
    };
  };
}
