{
  virtualisation.oci-containers = {
    backend = "podman";
    containers.web = {
      image = "docker.io/library/nginx:1.27";
      # Quoted by the module.
      cmd = [ "sh" "-c" "echo $HOME; sleep 1" ];
      environment.MOTTO = "two words";
      login = {
        username = "two words";
        registry = "docker.io";
        passwordFile = "/run/secrets/docker";
      };
    };
    containers.db = {
      image = "docker.io/library/postgres:17";
      # Without a registry the login is left out.
      login = {
        username = "me";
        passwordFile = "/run/my secrets/docker";
      };
    };
  };
}
