{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      two = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "a" "b:ip=10.0.0.2" ];
      };
      host = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" ];
      };
      same = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "host" "host" ];
      };
      rootless = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        networks = [ "pasta" ];
      };
      ip = {
        image = "docker.io/library/nginx:1.27";
        networks = [ "a" ];
        extraOptions = [ "--ip=10.0.0.2" ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
