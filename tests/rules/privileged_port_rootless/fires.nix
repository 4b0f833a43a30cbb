{
  virtualisation.oci-containers = {
    backend = "podman";
    containers = {
      web = {
        image = "docker.io/library/nginx:1.27";
        podman.user = "web";
        ports = [
          "127.0.0.1:80:80"
          "127.0.0.1:1024:81"
        ];
      };
    };
  };
  users.users.web = {
    isNormalUser = true;
    uid = 2000;
    linger = true;
  };
}
